package xlsform

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// formula is a parsed expression: the part of XPath 1.0 with ODK's functions in which conditions and scores are written.
type formula struct {
	kind   formulaKind
	name   string // of a question, function or operator; the text of a string
	number float64
	args   []*formula
}

type formulaKind uint8

const (
	numberPart   formulaKind = iota
	textPart                 // 'a'
	questionPart             // ${a}
	selfPart                 // . in a constraint
	callPart                 // f(a, b)
	operatorPart             // a + b
)

var errFormula = errors.New("xlsform: not a formula that is read")

const (
	longestFormula = 10_000
	deepestFormula = 60
)

// tokens of a formula. The points of the option that was chosen are looked up in the list of options: that is the question's value here.
var token = regexp.MustCompile(`^(?:` +
	`(?P<looked>instance\(\s*['"][^'"]+['"]\s*\)/root/item\[\s*name\s*=\s*(?:current\(\)/)?\$\{\s*(?P<lookedup>[^}\s]+)\s*\}\s*\]/(?:rinnalla_points|points|score|value|weight))` +
	`|\$\{\s*(?P<ref>[^}\s]+)\s*\}` +
	`|(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)` +
	`|(?P<text>'[^']*'|"[^"]*"|‘[^’]*’|“[^”]*”)` +
	`|(?P<word>[A-Za-z_][A-Za-z0-9_:-]*)` +
	`|(?P<sign><=|>=|!=|[-+*/=<>(),|.])` +
	`)`)

type word struct{ kind, text string }

func words(text string) ([]word, error) {
	if len(text) > longestFormula || !utf8.ValidString(text) {
		return nil, errFormula
	}
	var all []word
	for {
		text = strings.TrimLeft(text, " \t\r\n\u00a0")
		if text == "" {
			return all, nil
		}
		m := token.FindStringSubmatch(text)
		if m == nil {
			return nil, errFormula
		}
		for i, name := range token.SubexpNames() {
			if i > 0 && m[i] != "" && name != "looked" {
				kind := name
				if name == "lookedup" {
					kind = "ref"
				}
				all = append(all, word{kind, m[i]})
				break
			}
		}
		text = text[len(m[0]):]
	}
}

// parse parses a formula.
func parse(text string) (*formula, error) {
	all, err := words(text)
	if err != nil {
		return nil, err
	}
	p := &parser{words: all}
	f, err := p.binary(0, 0)
	if err == nil && len(p.words) > 0 {
		err = errFormula
	}
	return f, err
}

type parser struct{ words []word }

var operators = [][]string{{"or"}, {"and"}, {"=", "!="}, {"<", "<=", ">", ">="}, {"+", "-"}, {"*", "div", "mod", "/"}, {"|"}}

func (p *parser) next() word {
	if len(p.words) == 0 {
		return word{}
	}
	return p.words[0]
}

func (p *parser) take(text string) bool {
	if w := p.next(); w.text != text || w.kind == "text" || w.kind == "ref" {
		return false
	}
	p.words = p.words[1:]
	return true
}

func (p *parser) binary(level, depth int) (*formula, error) {
	if depth > deepestFormula {
		return nil, errFormula
	}
	if level == len(operators) {
		return p.term(depth + 1)
	}
	left, err := p.binary(level+1, depth)
	for err == nil {
		operator := ""
		for _, o := range operators[level] {
			if p.take(o) {
				operator = o
				break
			}
		}
		if operator == "" {
			return left, nil
		}
		var right *formula
		if right, err = p.binary(level+1, depth); err == nil {
			left = &formula{kind: operatorPart, name: operator, args: []*formula{left, right}}
		}
	}
	return nil, err
}

func (p *parser) term(depth int) (*formula, error) {
	if depth > deepestFormula {
		return nil, errFormula
	}
	w := p.next()
	if len(p.words) == 0 {
		return nil, errFormula
	}
	p.words = p.words[1:]
	switch w.kind {
	case "number":
		n, err := strconv.ParseFloat(w.text, 64)
		return &formula{kind: numberPart, number: n}, err
	case "text":
		_, open := utf8.DecodeRuneInString(w.text)
		_, end := utf8.DecodeLastRuneInString(w.text)
		return &formula{kind: textPart, name: w.text[open : len(w.text)-end]}, nil
	case "ref":
		return &formula{kind: questionPart, name: w.text}, nil
	case "word":
		return p.call(w.text, depth)
	}
	switch w.text {
	case ".":
		return &formula{kind: selfPart}, nil
	case "-":
		f, err := p.term(depth + 1)
		return &formula{kind: operatorPart, name: "-", args: []*formula{{kind: numberPart}, f}}, err
	case "(":
		f, err := p.binary(0, depth+1)
		if err == nil && !p.take(")") {
			err = errFormula
		}
		return f, err
	}
	return nil, errFormula
}

func (p *parser) call(name string, depth int) (*formula, error) {
	f := &formula{kind: callPart, name: name}
	if !p.take("(") {
		return nil, errFormula
	}
	if p.take(")") {
		return f, nil
	}
	for {
		arg, err := p.binary(0, depth+1)
		if err != nil {
			return nil, err
		}
		f.args = append(f.args, arg)
		if p.take(")") {
			return f, nil
		}
		if !p.take(",") {
			return nil, errFormula
		}
	}
}
