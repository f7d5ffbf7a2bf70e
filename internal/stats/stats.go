// Package stats is pure statistics: disclosure control of tables of counts, and
// the few descriptive figures that reports need.
//
// Disclosure control hides the small counts of a table before outsiders see it,
// and as many other counts as it takes to keep the small ones from being worked
// out by subtraction. See [Suppress] for any table, [SuppressGrid] for rows and
// columns with totals, and [Bounds] for what an attacker can work out.
//
// Nothing here reads a clock, a database or a language.
package stats
