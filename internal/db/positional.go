package db

import "strings"

// positional writes a statement's marks "$3" as "?" and tells which argument,
// counted from 0, each stands for. To SQLite "$3" is a name, and it looks names
// up one by one: binding a statement of many marks takes their square.
func positional(query string) (text string, order []int) {
	var b strings.Builder
	b.Grow(len(query))
	quote := byte(0)
	for i := 0; i < len(query); i++ {
		c := query[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '$':
			n, end := 0, i+1
			for ; end < len(query) && query[end] >= '0' && query[end] <= '9'; end++ {
				n = 10*n + int(query[end]-'0')
			}
			b.WriteByte('?')
			order = append(order, n-1)
			i = end - 1
			continue
		}
		b.WriteByte(c)
	}
	return b.String(), order
}

// placed are the arguments in the order of a positional statement's marks.
func placed(args []any, order []int) []any {
	values := make([]any, len(order))
	for i, n := range order {
		if n < 0 || n >= len(args) {
			return args // the driver says what is wrong with them
		}
		values[i] = args[n]
	}
	return values
}
