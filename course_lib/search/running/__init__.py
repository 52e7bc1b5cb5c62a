"""What runs a search method: its trials, who evaluates them, their file, their result.

    searcher  rounds of a method → one trial after another, and back
    driver    the loop: suggest, evaluate, store, observe
    trial     one evaluation, and how it can end
    workers   this process, or the workers of an executor
    storage   the file from which an interrupted search resumes
    result    all trials, the best one, the incumbent curve

Whoever reads a method's formula, one folder up, need not open these.
"""
