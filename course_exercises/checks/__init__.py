"""What judges an answer, in the student's notebook and in the sandbox."""
