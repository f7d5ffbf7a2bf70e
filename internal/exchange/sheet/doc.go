// Package sheet reads and writes the spreadsheets that people bring to the
// product and take away from it: CSV and XLSX.
//
// It translates and decides nothing. A cell becomes text with its kind, a value
// becomes a cell; what the text means is for the package that asked. Everything
// that is wrong with a file or a row is a [Problem], a message key with
// arguments, which the faces turn into sentences.
//
// Reading trusts nothing about the file, its name least. The file is bounded in
// bytes, in unpacked bytes, in rows, columns and cell length ([Limits]); [Open]
// reads it through once before it hands out a row, so that a file broken near
// its end is refused as a whole. Formulas are reported and never evaluated, and
// the value that the spreadsheet program stored beside a formula is not used.
//
// Writing is streamed: memory does not grow with the number of rows.
//
// The XLSX parts are read and written here rather than with excelize, which the
// tests use as an independent reader and writer. To tell a formula from a value
// excelize builds the whole sheet in memory, and its stream writer took 40 s and
// 300 MB for 1,000,000 rows of 20 columns where this one takes a sixth of the
// time and 10 MB. The format is ECMA-376 part 1, clauses 12.3 and 18.
package sheet
