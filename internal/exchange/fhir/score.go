package fhir

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"rinnalla/internal/exchange/total"
	"rinnalla/internal/exchange/tree"
)

// amount is what an expression comes to when it is looked at and not worked out: which questions it takes the answers of, and what it
// makes of them.
type amount struct {
	kind amountKind
	// links are the items that a collection or a count is about.
	links []string
	total total.Total // of a sum
	least int         // of a condition: how many of the links must be answered
	not   bool        // of a condition: that it does not hold
	text  string
}

type amountKind uint8

const (
	nothing   amountKind = iota
	resource             // the response itself
	form                 // the questionnaire itself
	items                // items of the response
	answers              // their answers
	values               // the answers' values
	codes                // codes of chosen options
	extended             // the extension in which an option's weight stands
	points               // what answers count
	sum                  // a number made of points
	count                // how many
	condition            // yes when links (or least of them) are answered
	word
)

// scorer finds out what the expressions of one questionnaire make.
type scorer struct {
	questions map[string]*question
	top       []string
	// variables that the item sees, innermost first.
	variables []variable
	// seen are the variables that the expression goes by.
	seen []*tree.Node
	// widened is set when an expression that finds no answers as it is written was read as meaning what stands inside the groups.
	widened bool
	depth   int
}

type variable struct {
	name string
	expr *expr
	at   *tree.Node
}

// find evaluates e; target is what it is of.
func (s *scorer) find(e *expr, this amount) (amount, bool) {
	if s.depth++; s.depth > 10_000 {
		return amount{}, false
	}
	switch e.kind {
	case emptyExpr:
		return amount{kind: nothing}, true
	case numberExpr:
		return amount{kind: sum, total: total.Number(e.number)}, true
	case textExpr:
		return amount{kind: word, text: e.name}, true
	case variableExpr:
		return s.variable(e.name)
	case specialExpr:
		return this, e.name == "$this"
	case unaryExpr:
		a, ok := s.number(e.args[0], this)
		if e.name == "-" {
			a.total = a.total.Times(-1)
		}
		return a, ok && a.kind == sum
	case binaryExpr:
		return s.operation(e, this)
	}
	if e.kind == callExpr && e.name == "iif" && e.target == nil {
		return s.choice(e.args, this)
	}
	target := this
	if e.target != nil {
		var ok bool
		if target, ok = s.find(e.target, this); !ok {
			return amount{}, false
		}
	}
	switch e.kind {
	case indexExpr:
		return s.nth(e.args[0], target)
	case memberExpr:
		return s.member(e.name, target)
	}
	return s.call(e, target)
}

// nth is one of a collection, counted from 0: of items that one, in the order of the file. Of answers to several questions nobody can tell
// beforehand which stands where, and a part that repeats stands there as often as it was answered.
func (s *scorer) nth(at *expr, of amount) (amount, bool) {
	n := int(at.number)
	switch {
	case at.kind != numberExpr || n < 0 || float64(n) != at.number:
		return amount{}, false
	case of.kind == items:
		if n >= len(of.links) || s.questions[of.links[n]].node.Get("repeats").Word() == "true" {
			return amount{}, false
		}
		return amount{kind: items, links: of.links[n : n+1]}, true
	}
	return of, n == 0 && (of.kind == sum || len(of.links) <= 1)
}

func (s *scorer) variable(name string) (amount, bool) {
	switch name {
	case "resource", "context", "rootResource":
		return amount{kind: resource}, true
	case "questionnaire":
		return amount{kind: form}, true
	}
	for i, v := range s.variables {
		if v.name == name {
			outer := s.variables
			s.variables = outer[i+1:] // a variable sees those before it, never itself
			a, ok := s.find(v.expr, amount{kind: resource})
			s.variables = outer
			s.seen = append(s.seen, v.at)
			return a, ok
		}
	}
	return amount{}, false
}

func (s *scorer) member(name string, of amount) (amount, bool) {
	switch name {
	case "item":
		return amount{kind: items, links: s.below(of)}, of.kind <= answers
	case "answer":
		return s.answered(of), of.kind == items
	case "answerOption":
		return amount{kind: values, links: of.links}, of.kind == items
	case "value", "valueCoding", "valueInteger", "valueDecimal", "valueBoolean", "valueQuantity":
		switch of.kind {
		case answers, values, points, sum:
			of.kind = max(of.kind, values)
			return of, true
		case extended:
			of.kind = points
			return of, true
		}
	case "extension":
		of.kind = extended
		return of, of.links != nil
	case "code":
		of.kind = codes
		return of, of.links != nil
	}
	return amount{}, false
}

// below are the items one step down.
func (s *scorer) below(of amount) []string {
	if of.kind == resource || of.kind == form {
		return s.top
	}
	var all []string
	for _, link := range of.links {
		all = append(all, s.questions[link].children...)
	}
	return all
}

// allBelow are the items any number of steps down, each once.
func (s *scorer) allBelow(of amount) []string {
	var all []string
	seen := map[string]bool{}
	var walk func(links []string)
	walk = func(links []string) {
		for _, link := range links {
			if !seen[link] {
				seen[link] = true
				all = append(all, link)
				walk(s.questions[link].children)
			}
		}
	}
	walk(s.below(of))
	return all
}

// answered are the answers of items. Groups have none: an expression that finds nothing but groups means the questions in them.
func (s *scorer) answered(of amount) amount {
	asked := func(links []string) []string {
		return slices.DeleteFunc(slices.Clone(links), func(link string) bool { return !s.questions[link].answerable })
	}
	links := asked(of.links)
	if len(links) == 0 && len(of.links) > 0 {
		links, s.widened = asked(s.allBelow(of)), true
	}
	return amount{kind: answers, links: links}
}

const (
	weightURL  = "http://hl7.org/fhir/StructureDefinition/itemWeight"
	ordinalURL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
)

func (s *scorer) call(e *expr, of amount) (amount, bool) {
	switch e.name {
	case "descendants", "repeat", "children":
		return amount{kind: items, links: s.allBelow(of)}, of.kind <= answers
	case "answers":
		return s.answered(amount{kind: items, links: s.allBelow(of)}), of.kind <= answers
	case "where":
		return s.where(e, of)
	case "select":
		if len(e.args) != 1 || of.links == nil {
			return amount{}, false
		}
		return s.find(e.args[0], of)
	case "extension":
		of.kind = extended
		return of, len(e.args) == 1 && (e.args[0].name == weightURL || e.args[0].name == ordinalURL)
	case "weight", "ordinal": // what has no weights adds nothing
		of.kind = points
		of.links = slices.DeleteFunc(slices.Clone(of.links), func(link string) bool { return !s.questions[link].weighted })
		return of, len(of.links) > 0
	case "first":
		return s.nth(&expr{kind: numberExpr}, of)
	case "last":
		return s.nth(&expr{kind: numberExpr, number: float64(max(0, len(of.links)-1))}, of)
	case "single", "distinct": // of several answers the like ones would be one
		return of, of.kind == sum || len(of.links) <= 1 || e.name == "distinct" && of.kind == items
	case "ofType", "toInteger", "toDecimal", "toQuantity", "toNumber", "as", "trace":
		return of, true
	case "round", "floor", "ceiling", "truncate":
		of.total.Rounded = true
		return of, of.kind == sum
	case "sum", "aggregate", "avg":
		return s.aggregate(e, of)
	case "count":
		of.kind = count
		return of, of.links != nil
	}
	return conditionOf(e, of)
}

// conditionOf is a test of whether there is something. One that also asks what it is cannot be told from the questions alone.
func conditionOf(e *expr, of amount) (amount, bool) {
	if len(e.args) > 1 || len(e.args) == 1 && (e.args[0].kind != callExpr || e.args[0].name != "exists" && e.args[0].name != "hasValue") {
		return amount{}, false
	}
	switch e.name {
	case "exists", "hasValue", "any", "empty":
		c := amount{kind: condition, links: of.links, least: 1, not: e.name == "empty"}
		if of.kind == sum {
			c.links, c.least = of.total.Order, max(1, of.total.Least)
		}
		return c, c.links != nil
	case "all", "allTrue":
		return amount{kind: condition, links: of.links, least: len(of.links)}, of.links != nil
	case "not":
		of.not = !of.not
		return of, of.kind == condition && len(e.args) == 0
	}
	return amount{}, false
}

// aggregate adds up, or means.
func (s *scorer) aggregate(e *expr, of amount) (amount, bool) {
	if e.name == "aggregate" {
		adds := len(e.args) == 2 && e.args[0].kind == binaryExpr && e.args[0].name == "+" && e.args[1].kind == numberExpr && e.args[1].number == 0
		if !adds {
			return amount{}, false
		}
		names := []string{e.args[0].args[0].name, e.args[0].args[1].name}
		slices.Sort(names)
		if !slices.Equal(names, []string{"$this", "$total"}) {
			return amount{}, false
		}
	}
	if e.name != "aggregate" && len(e.args) == 1 { // answers().sum(value.ordinal()), as the first releases wrote it
		var ok bool
		if of, ok = s.find(e.args[0], of); !ok {
			return amount{}, false
		}
	}
	if of.kind == sum {
		return of, true
	}
	a, ok := linear(of)
	a.total.Partial, a.total.Mean = true, e.name == "avg"
	return a, ok
}

// linear takes a collection of points as the sum of them.
func linear(of amount) (amount, bool) {
	if of.kind != values && of.kind != points && of.kind != codes || len(of.links) == 0 {
		return amount{}, false
	}
	return amount{kind: sum, total: total.Of(of.links...)}, true
}

// number evaluates an operand of arithmetic: a single answer's points are a sum of one.
func (s *scorer) number(e *expr, this amount) (amount, bool) {
	a, ok := s.find(e, this)
	if !ok || a.kind == sum || a.kind == count {
		return a, ok
	}
	if len(a.links) != 1 {
		return amount{}, false
	}
	return linear(a)
}

func (s *scorer) operation(e *expr, this amount) (amount, bool) {
	switch e.name {
	case "|":
		return s.union(e, this)
	case "and", "or":
		return s.both(e, this)
	case "=", "!=", "<", "<=", ">", ">=":
		return s.comparison(e, this)
	case "+", "-", "*", "/":
		left, ok := s.number(e.args[0], this)
		if !ok {
			return amount{}, false
		}
		right, ok := s.number(e.args[1], this)
		if !ok {
			return amount{}, false
		}
		return arithmetic(e.name, left, right)
	}
	return amount{}, false
}

func (s *scorer) union(e *expr, this amount) (amount, bool) {
	left, ok := s.find(e.args[0], this)
	if !ok {
		return left, false
	}
	right, ok := s.find(e.args[1], this)
	if !ok || left.kind != right.kind || left.kind == sum {
		return left, false
	}
	left.links = slices.Concat(left.links, right.links)
	return left, true
}

// both joins conditions: all of either, or one of them.
func (s *scorer) both(e *expr, this amount) (amount, bool) {
	left, ok := s.find(e.args[0], this)
	if !ok || left.kind != condition {
		return left, false
	}
	right, ok := s.find(e.args[1], this)
	if !ok || right.kind != condition {
		return right, false
	}
	joined := amount{kind: condition, links: slices.Concat(left.links, right.links), least: left.least + right.least, not: left.not}
	if (e.name == "or") != left.not { // neither of two is not one of them
		joined.least = min(left.least, right.least)
	}
	return joined, left.not == right.not
}

// comparison of a count with a number is a condition on how many are answered.
func (s *scorer) comparison(e *expr, this amount) (amount, bool) {
	left, ok := s.find(e.args[0], this)
	if !ok {
		return left, false
	}
	right, ok := s.find(e.args[1], this)
	if !ok || left.kind != count || right.kind != sum || !right.total.IsNumber() {
		return left, false
	}
	n, all := int(math.Ceil(right.total.Constant)), len(left.links)
	c := amount{kind: condition, links: left.links, least: n}
	switch {
	case e.name == ">" || e.name == "<=":
		c.least, c.not = int(math.Floor(right.total.Constant))+1, e.name == "<="
	case e.name == ">=" || e.name == "<":
		c.not = e.name == "<"
	case e.name == "=" && n == all || e.name == "!=" && n == all:
		c.not = e.name == "!="
	case e.name == "=" && n == 0 || e.name == "!=" && n == 0:
		c.least, c.not = 1, e.name == "="
	default:
		return left, false
	}
	return c, c.least >= 0 && c.least <= all
}

// choice is iif(condition, amount, otherwise), where nothing or 0 stands for otherwise.
func (s *scorer) choice(args []*expr, this amount) (amount, bool) {
	if len(args) < 2 || len(args) > 3 {
		return amount{}, false
	}
	when, ok := s.find(args[0], this)
	if !ok || when.kind != condition {
		return amount{}, false
	}
	if when.not { // what holds otherwise stands first
		if len(args) < 3 {
			return amount{}, false
		}
		args = []*expr{args[0], args[2], args[1]}
	}
	then, ok := s.number(args[1], this)
	if !ok || then.kind != sum {
		return amount{}, false
	}
	otherwise := amount{}
	if len(args) == 3 {
		if otherwise, ok = s.find(args[2], this); !ok {
			return amount{}, false
		}
	}
	switch {
	case otherwise.kind == nothing:
		then.total.Least = max(then.total.Least, when.least)
		return then, true
	case otherwise.kind == sum && otherwise.total.IsNumber() && otherwise.total.Constant == 0:
		then.total.Partial = true // nothing answered counts as 0
		return then, true
	}
	return amount{}, false
}

func arithmetic(operator string, left, right amount) (amount, bool) {
	ok := false
	switch {
	case left.kind != sum:
	case operator == "/" && right.kind == count:
		left.total, ok = left.total.PerAnswered(right.links)
	case right.kind != sum:
	case operator == "+":
		left.total, ok = left.total.Plus(right.total)
	case operator == "-":
		left.total, ok = left.total.Plus(right.total.Times(-1))
	case operator == "*":
		left.total, ok = left.total.By(right.total)
	case operator == "/":
		left.total, ok = left.total.Over(right.total)
	}
	return left, ok
}

// where filters items by their link; a filter of anything further down only says which of the values are meant.
func (s *scorer) where(e *expr, of amount) (amount, bool) {
	if len(e.args) != 1 {
		return amount{}, false
	}
	switch of.kind {
	case values, answers: // the option of a questionnaire that was chosen, or answers that are there
		compares := slices.ContainsFunc([]string{"<", ">", "<=", ">=", "!="}, func(sign string) bool { return mentions(e.args[0], sign) })
		return of, !compares && (mentions(e.args[0], "answer") || mentions(e.args[0], "hasValue") || mentions(e.args[0], "exists") || s.comparesAnswer(e.args[0], of))
	case extended:
		return of, mentions(e.args[0], weightURL) || mentions(e.args[0], ordinalURL)
	case items:
		var links []string
		for _, link := range of.links {
			keeps, ok := s.keeps(e.args[0], link)
			if !ok {
				return amount{}, false
			}
			if keeps {
				links = append(links, link)
			}
		}
		return amount{kind: items, links: links}, len(links) > 0
	}
	return amount{}, false
}

// comparesAnswer tells whether a filter compares with a variable that holds the answers to the same questions.
func (s *scorer) comparesAnswer(e *expr, of amount) bool {
	if e.kind != binaryExpr || e.name != "=" {
		return false
	}
	return slices.ContainsFunc(e.args, func(side *expr) bool {
		from := side
		for from.target != nil {
			from = from.target
		}
		if from.kind != variableExpr {
			return false
		}
		held, ok := s.find(side, amount{kind: resource})
		return ok && held.kind >= answers && held.kind <= codes && slices.Equal(held.links, of.links)
	})
}

// mentions tells whether a name or text stands anywhere in an expression.
func mentions(e *expr, name string) bool {
	return e != nil && (e.name == name || mentions(e.target, name) ||
		slices.ContainsFunc(e.args, func(a *expr) bool { return mentions(a, name) }))
}

// keeps works out a filter for one item.
func (s *scorer) keeps(e *expr, link string) (keep, ok bool) {
	switch {
	case e.kind == binaryExpr && (e.name == "and" || e.name == "or"):
		left, ok := s.keeps(e.args[0], link)
		if !ok {
			return false, false
		}
		right, ok := s.keeps(e.args[1], link)
		if e.name == "and" {
			return left && right, ok
		}
		return left || right, ok
	case e.kind == callExpr && e.name == "not" && e.target != nil:
		keep, ok := s.keeps(e.target, link)
		return !keep, ok
	case e.kind == callExpr && (e.name == "exists" || e.name == "hasValue") && mentions(e, "answer"):
		return true, true // what is not answered adds nothing anyway
	case e.kind == binaryExpr && e.args[0].kind == memberExpr && e.args[0].name == "type" && (e.name == "=" || e.name == "!="):
		return (s.questions[link].kind == e.args[1].name) == (e.name == "="), e.args[1].kind == textExpr
	case e.kind == binaryExpr && isLink(e.args[0]):
		return linkCompares(e, link)
	case e.kind == callExpr && isLink(e.target) && len(e.args) == 1 && e.args[0].kind == textExpr:
		return linkMatches(e.name, link, e.args[0].name)
	}
	return false, false
}

func isLink(e *expr) bool {
	return e != nil && e.kind == memberExpr && e.name == "linkId" && (e.target == nil || e.target.name == "$this")
}

func linkCompares(e *expr, link string) (keep, ok bool) {
	right := e.args[1]
	switch e.name {
	case "=", "~":
		return link == right.name, right.kind == textExpr
	case "!=", "!~":
		return link != right.name, right.kind == textExpr
	case "in":
		return slices.Contains(listed(right), link), len(listed(right)) > 0
	}
	return false, false
}

// listed are the texts of 'a' | 'b' | 'c'.
func listed(e *expr) []string {
	switch {
	case e.kind == textExpr:
		return []string{e.name}
	case e.kind == binaryExpr && e.name == "|":
		return append(listed(e.args[0]), listed(e.args[1])...)
	}
	return nil
}

func linkMatches(function, link, text string) (keep, ok bool) {
	switch function {
	case "startsWith":
		return strings.HasPrefix(link, text), true
	case "endsWith":
		return strings.HasSuffix(link, text), true
	case "contains":
		return strings.Contains(link, text), true
	case "matches", "matchesFull":
		pattern, err := regexp.Compile(text)
		return err == nil && pattern.MatchString(link), err == nil
	}
	return false, false
}
