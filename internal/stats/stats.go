// Package stats is pure statistics: disclosure control of tables of counts, and the
// figures that reports and measurements need.
//
// Disclosure control hides the small counts of a table before outsiders see it,
// and as many other counts as it takes to keep the small ones from being worked
// out by subtraction. See [Suppress] for any table, [SuppressGrid] for rows and
// columns with totals, and [Bounds] for what an attacker can work out.
//
// Measurements come as columns with a line a person, where [Missing] marks who has no
// value. [Change] compares two of them, [CompareLost] those who have no second one,
// [ErrorLimits] one person's two values; [Items] and [Intraclass] judge the instrument
// itself. A [Figure] that does not exist says why. Golden values are R's, by the
// scripts in tools/oracle.
//
// Nothing here reads a clock, a database or a language.
package stats
