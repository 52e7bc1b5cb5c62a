"""What a teacher keeps: releases, marks, feedback pages, the analysis of each question."""
