// Package ui is the look of the product: templ components that turn strings
// and typed values into accessible HTML, and the style sheet and scripts that
// the components need.
//
// The package knows no domain, no language and no database. Every text a
// component shows comes in as a string in the language of the page. All markup
// works without JavaScript and under a Content-Security-Policy that allows
// neither inline styles nor inline scripts.
//
// Classes that a page may use on its own elements:
//
//	cols          two columns, main and aside (two child elements)
//	stack         children under each other with one step of air
//	actions       a row of buttons and links that wraps
//	starts        buttons under each other, full width
//	beside        short fields beside each other; beside--wide with hints
//	counts        number fields, each after its name
//	tags          a list of tags in a row that wraps
//	soft          secondary text
//	num           figures of equal width
//	prose         running text of readable width
//	note          a remark beside the main text
//	visually-hidden  for screen readers only
//	no-print      left out on paper
//	chart, map    an SVG made by the server; see the section "Charts" in
//	              frontend/styles/_charts.scss for the classes inside it
package ui
