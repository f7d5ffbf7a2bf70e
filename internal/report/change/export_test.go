package change

// InParallel is told to the test of what becomes of a panic.
var InParallel = inParallel
