"""Exercise sets that answer back, and the grading of what learners hand in.

`source` reads and checks the exercises, `runner` is the part that is inlined in learners' notebooks, `notebook` makes those
notebooks, `check` proves that the checks catch wrong answers. `release`, `grade` and `lms` are the instructor's commands;
`reader`, `roster`, `judge`, `sandbox` and `feedback` are what they are made of, `remote` is all that runs beside a learner's code.
"""
