package fhir

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// expr is a parsed expression of FHIRPath (HL7 FHIRPath 2.0, http://hl7.org/fhirpath/N1): the part of the language in which scores are
// written. Types, dates and quantities are not read.
type expr struct {
	kind exprKind
	// name of a member, function, variable or operator; the text of a string.
	name   string
	number float64
	target *expr // what a member, function or index is of; nil for the context
	args   []*expr
}

type exprKind uint8

const (
	emptyExpr exprKind = iota // {}
	numberExpr
	textExpr
	variableExpr // %name
	specialExpr  // $this, $total, $index
	memberExpr
	callExpr
	indexExpr
	unaryExpr
	binaryExpr
)

var errPath = errors.New("fhir: not an expression that is read")

// Longest expression and deepest nesting that are read.
const (
	longestPath = 20_000
	deepestPath = 60
)

// parsePath parses an expression.
func parsePath(text string) (*expr, error) {
	if len(text) > longestPath || !utf8.ValidString(text) {
		return nil, errPath
	}
	p := &pathParser{text: text}
	e, err := p.binary(0, 0)
	if err != nil {
		return nil, err
	}
	if p.peek() != "" {
		return nil, errPath
	}
	return e, nil
}

type pathParser struct {
	text string
	at   int
}

// levels are the binary operators, those that bind loosest first.
var levels = [][]string{
	{"implies"}, {"or", "xor"}, {"and"}, {"in", "contains"}, {"=", "~", "!=", "!~"}, {"<=", "<", ">=", ">"}, {"|"},
	{"+", "-", "&"}, {"*", "/", "div", "mod"},
}

func (p *pathParser) binary(level, depth int) (*expr, error) {
	if depth > deepestPath {
		return nil, errPath
	}
	if level == len(levels) {
		return p.unary(depth + 1)
	}
	left, err := p.binary(level+1, depth)
	for err == nil {
		operator, found := p.takeOne(levels[level])
		if !found {
			break
		}
		var right *expr
		if right, err = p.binary(level+1, depth); err == nil {
			left = &expr{kind: binaryExpr, name: operator, args: []*expr{left, right}}
		}
	}
	return left, err
}

func (p *pathParser) unary(depth int) (*expr, error) {
	if sign, found := p.takeOne([]string{"-", "+"}); found {
		if depth > deepestPath {
			return nil, errPath
		}
		e, err := p.unary(depth + 1)
		return &expr{kind: unaryExpr, name: sign, args: []*expr{e}}, err
	}
	e, err := p.term(depth)
	for err == nil {
		switch {
		case p.take("."):
			e, err = p.invocation(e, depth)
		case p.take("["):
			index := &expr{kind: indexExpr, target: e}
			var inside *expr
			if inside, err = p.binary(0, depth+1); err == nil && !p.take("]") {
				err = errPath
			}
			index.args = []*expr{inside}
			e = index
		default:
			return e, nil
		}
	}
	return nil, err
}

func (p *pathParser) term(depth int) (*expr, error) {
	switch word := p.peek(); {
	case p.take("("):
		e, err := p.binary(0, depth+1)
		if err == nil && !p.take(")") {
			err = errPath
		}
		return e, err
	case p.take("{"):
		if !p.take("}") {
			return nil, errPath
		}
		return &expr{kind: emptyExpr}, nil
	case p.take("%"):
		name, err := p.name()
		return &expr{kind: variableExpr, name: name}, err
	case strings.HasPrefix(word, "$"):
		p.take(word)
		return &expr{kind: specialExpr, name: word}, nil
	case strings.HasPrefix(word, "'"):
		p.take(word)
		text, err := unquotePath(word)
		return &expr{kind: textExpr, name: text}, err
	case word != "" && word[0] >= '0' && word[0] <= '9':
		p.take(word)
		n, err := strconv.ParseFloat(word, 64)
		return &expr{kind: numberExpr, number: n}, err
	}
	return p.invocation(nil, depth)
}

// invocation is a member or a function of the target.
func (p *pathParser) invocation(target *expr, depth int) (*expr, error) {
	if word := p.peek(); strings.HasPrefix(word, "$") {
		p.take(word)
		return &expr{kind: specialExpr, name: word}, nil
	}
	name, err := p.name()
	if err != nil || !p.take("(") {
		return &expr{kind: memberExpr, name: name, target: target}, err
	}
	call := &expr{kind: callExpr, name: name, target: target}
	if p.take(")") {
		return call, nil
	}
	for {
		arg, err := p.binary(0, depth+1)
		if err != nil {
			return nil, err
		}
		call.args = append(call.args, arg)
		if p.take(")") {
			return call, nil
		}
		if !p.take(",") {
			return nil, errPath
		}
	}
}

func (p *pathParser) name() (string, error) {
	word := p.peek()
	switch {
	case word == "":
		return "", errPath
	case word[0] == '`' || word[0] == '\'' || word[0] == '"':
		p.take(word)
		return unquotePath(word)
	case isNameByte(word[0]):
		p.take(word)
		return word, nil
	}
	return "", errPath
}

func isNameByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// skip passes over white space and comments.
func (p *pathParser) skip() {
	for p.at < len(p.text) {
		rest := p.text[p.at:]
		switch {
		case strings.HasPrefix(rest, "//"):
			p.at += len(rest)
			if end := strings.IndexByte(rest, '\n'); end >= 0 {
				p.at += end - len(rest)
			}
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest, "*/")
			if end < 0 {
				return
			}
			p.at += end + 2
		case strings.ContainsRune(" \t\r\n\u00a0", rune(rest[0])):
			p.at++
		default:
			return
		}
	}
}

// peek is the next word: a name, number, string in its quotes, or sign; "" at the end and where nothing is known.
func (p *pathParser) peek() string {
	p.skip()
	rest := p.text[p.at:]
	if rest == "" {
		return ""
	}
	switch c := rest[0]; {
	case c == '\'' || c == '`' || c == '"':
		for i := 1; i < len(rest); i++ {
			if rest[i] == '\\' {
				i++
			} else if rest[i] == c {
				return rest[:i+1]
			}
		}
		return ""
	case c >= '0' && c <= '9':
		i := 1
		for i < len(rest) && (rest[i] >= '0' && rest[i] <= '9' || rest[i] == '.' && i+1 < len(rest) && rest[i+1] >= '0' && rest[i+1] <= '9') {
			i++
		}
		return rest[:i]
	case isNameByte(c) || c == '$':
		i := 1
		for i < len(rest) && isNameByte(rest[i]) {
			i++
		}
		return rest[:i]
	}
	for _, sign := range []string{"<=", ">=", "!=", "!~"} {
		if strings.HasPrefix(rest, sign) {
			return sign
		}
	}
	_, n := utf8.DecodeRuneInString(rest)
	return rest[:n]
}

func (p *pathParser) take(word string) bool {
	if word == "" || p.peek() != word {
		return false
	}
	p.at += len(word)
	return true
}

func (p *pathParser) takeOne(words []string) (string, bool) {
	for _, word := range words {
		if p.take(word) {
			return word, true
		}
	}
	return "", false
}

// unquotePath takes off the quotes and turns escapes into what they stand for.
func unquotePath(word string) (string, error) {
	inside := word[1 : len(word)-1]
	if !strings.Contains(inside, `\`) {
		return inside, nil
	}
	var b strings.Builder
	for i := 0; i < len(inside); i++ {
		if inside[i] != '\\' {
			b.WriteByte(inside[i])
			continue
		}
		i++
		switch c := inside[i]; c {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case '\'', '"', '`', '\\', '/', 'd', 'w', 's', '.':
			if c == 'd' || c == 'w' || c == 's' || c == '.' { // not an escape of FHIRPath, but written in patterns
				b.WriteByte('\\')
			}
			b.WriteByte(c)
		default:
			return "", errPath
		}
	}
	return b.String(), nil
}
