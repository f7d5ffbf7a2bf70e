package fhir

import (
	"strconv"
	"strings"

	"rinnalla/internal/exchange/draft"
	"rinnalla/internal/exchange/tree"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

func itoa(i int) string { return strconv.Itoa(i) }

// mostNested bounds groups in groups.
const mostNested = 30

// index finds all items, so that scores and conditions can be told what their links are.
func (r *reader) index() error {
	list := r.get(r.root, "item")
	var c fault.Checks
	c.That(len(list.List()) > 0, "item", "fhir.no_items", "line", r.root.Line)
	r.top = r.indexItems(list, &c, 1)
	for _, contained := range r.get(r.root, "contained").List() {
		r.contained(contained)
	}
	return c.Err()
}

func (r *reader) indexItems(list *tree.Node, c *fault.Checks, depth int) []string {
	var links []string
	if depth > mostNested {
		c.That(false, r.places[list], "fhir.too_deep", "limit", mostNested, "line", list.Line)
		return nil
	}
	for _, n := range list.List() {
		link := n.Get("linkId").Word()
		_, twice := r.questions[link]
		c.That(link != "", r.places[n], "fhir.link_missing", "line", n.Line)
		c.That(!twice, r.places[n], "fhir.link_twice", "link", shown(link), "line", n.Line)
		if link == "" || twice {
			continue
		}
		kind := n.Get("type").Word()
		q := &question{node: n, kind: kind, answerable: kind != "group" && kind != "display"}
		r.questions[link] = q
		links = append(links, link)
		q.children = r.indexItems(n.Get("item"), c, depth+1)
	}
	return links
}

// contained takes up the lists of answers and the weights that a file brings along.
func (r *reader) contained(n *tree.Node) {
	switch n.Get("resourceType").Word() {
	case "ValueSet":
		for _, name := range []string{"#" + n.Get("id").Word(), n.Get("url").Word()} {
			r.sets[name] = n
		}
	case "CodeSystem":
		r.whole(n)
		system := n.Get("url").Word()
		if of := n.Get("supplements").Word(); of != "" {
			system = strings.Split(of, "|")[0]
		}
		r.conceptWeights(system, n.Get("concept"), 1)
	}
}

func (r *reader) conceptWeights(system string, concepts *tree.Node, depth int) {
	for _, concept := range concepts.List() {
		name := system + "|" + concept.Get("code").Word()
		for _, property := range concept.Get("property").List() {
			if code := property.Get("code").Word(); code == "itemWeight" || code == "ordinalValue" {
				for _, f := range property.Fields {
					if v, ok := f.Node.Float(); ok {
						r.weights[name] = v
					}
				}
			}
		}
		if v := r.number(concept, weightURL, ordinalURL); v != nil {
			r.weights[name] = *v
		}
		if depth < mostNested {
			r.conceptWeights(system, concept.Get("concept"), depth+1)
		}
	}
}

// read makes the definition.
func (r *reader) read() {
	r.get(r.root, "resourceType")
	r.language()
	own := r.ownRoot()
	r.head(own)
	r.variables = r.variablesOf(r.root)
	r.walk(r.top, &draft.Place{Code: "main", Line: r.root.Line}, 1)
	r.trailing()
	r.makeScales()
	r.SetLanguages(own.Languages...)
	if len(r.required) > 0 {
		r.note(r.required[0], "fhir.required", "count", len(r.required))
	}
	r.leftOver(r.root)
}

// language settles in which language the texts are that say nothing about it.
func (r *reader) language() {
	r.Lang = draft.Tag(r.word(r.root, "language"))
	if r.Lang != "" {
		return
	}
	r.Lang = r.said.Language
	if r.Lang == "" {
		r.Lang = "en"
		r.note(r.root, "fhir.language_missing")
	}
}

// head reads what stands above the questions.
func (r *reader) head(own ownRoot) {
	d := &r.Definition
	d.Title = r.text(r.root, "title")
	name, id, url := r.word(r.root, "name"), r.word(r.root, "id"), r.word(r.root, "url")
	if d.Title == nil {
		if title := draft.First(name, id); title != "" {
			d.Title = instrument.Text{r.Lang: title}
		}
	}
	ours, _ := strings.CutPrefix(url, ownURL+":")
	if ours == url {
		ours = ""
	}
	d.Code = draft.Slug(draft.First(r.said.Code, ours, name, id, lastPart(url), d.Title.In(r.Lang)))
	d.Summary = r.text(r.root, "description")
	if why := r.text(r.root, "purpose"); d.Summary == nil {
		d.Summary = why
	} else if why != nil {
		r.note(r.root.Get("purpose"), "fhir.not_kept", "name", "purpose", "value", shown(why.In(r.Lang)))
	}
	d.Licence.Note = r.text(r.root, "copyright")
	d.Licence.Name = r.word(r.root, "copyrightLabel")
	d.Licence.Owner = draft.First(r.word(r.root, "publisher"), r.said.Owner)
	if ours == "" && strings.HasPrefix(url, "http") {
		d.Licence.Source = url
	}
	if version := r.word(r.root, "version"); version != "" {
		r.note(r.root.Get("version"), "fhir.version", "value", shown(version))
	}
	if status := r.root.Get("status"); status.Word() == "active" || status.Word() == "draft" {
		r.used[status] = true
	}
	if subjects := r.root.Get("subjectType"); len(subjects.List()) == 1 && subjects.Items[0].Word() == "Patient" {
		r.whole(subjects)
	}
	own.into(d)
}

// variablesOf adds the variables of a part to those that its surroundings see.
func (r *reader) variablesOf(n *tree.Node) []variable {
	seen := r.variables
	for _, e := range n.Get("extension").List() {
		if e.Get("url").Word() != variableURL {
			continue
		}
		value := e.Get("valueExpression")
		parsed, err := parsePath(value.Get("expression").Word())
		if err != nil {
			continue // noted with what is left over
		}
		r.used[n.Get("extension")] = true // the variable itself, once a score is understood that goes by it
		seen = append([]variable{{value.Get("name").Word(), parsed, e}}, seen...)
	}
	return seen
}

// walk goes through items in order.
func (r *reader) walk(links []string, in *draft.Place, depth int) {
	for _, link := range links {
		q := r.questions[link]
		r.used[q.node] = true
		r.get(q.node, "linkId")
		r.get(q.node, "type")
		outer := r.variables
		r.variables = r.variablesOf(q.node)
		switch {
		case q.kind == "group":
			r.group(link, q, in, depth)
		case q.kind == "display":
			r.display(q, depth == 1)
		case q.node.Get("extension") != nil && r.isScore(q):
			r.keepScore(link, q)
		default:
			shown := r.shownIf
			r.ask(link, q, in)
			r.walk(q.children, in, depth+1)
			r.shownIf = shown
		}
		r.variables = outer
	}
}

// display is a text without an answer. Before everything else it is what whoever answers reads first.
func (r *reader) display(q *question, top bool) {
	if r.unseen(q.node) {
		return
	}
	text := r.text(q.node, "text")
	if top && len(r.Sections) == 0 && !r.Lead.Waits() && r.Intro == nil {
		r.Intro = text
		return
	}
	r.Lead.Add(text, q.node.Line)
}

func (r *reader) group(link string, q *question, in *draft.Place, depth int) {
	r.get(q.node, "item")
	title := r.AsTitle(r.prefixed(q.node), q.node.Line)
	if hides := r.hides; hides || r.hidden(q.node) { // scores may stand in it
		r.note(q.node, "fhir.hidden", "link", shown(link))
		r.hides, title = true, nil
		defer func() { r.hides = hides }()
	}
	show := r.enabled(q.node, nil)
	if in.Repeats != nil { // a group within what repeats stays in it
		r.Lead.Add(title, q.node.Line)
		if show != nil || q.node.Get("repeats").Word() == "true" {
			r.note(q.node, "fhir.group_in_repeat")
		}
		r.walk(q.children, in, depth+1)
		return
	}
	inside := &draft.Place{Code: strings.TrimPrefix(link, sectionLink), Title: title, Show: draft.Both(in.Show, show), Line: q.node.Line, Repeats: r.repeats(q)}
	r.ownSection(q.node, inside)
	if r.startsWithGroup(q) {
		r.Lead.Add(inside.Title, q.node.Line)
		inside.Title = nil
	}
	r.walk(q.children, inside, depth+1)
	if !inside.Open() && inside.Title != nil {
		r.Lead.Add(inside.Title, q.node.Line)
	}
	in.Close() // what comes after the group stands below it
}

func (r *reader) startsWithGroup(q *question) bool {
	return len(q.children) > 0 && r.questions[q.children[0]].kind == "group"
}

// repeats bounds a group that is answered for several things.
func (r *reader) repeats(q *question) *instrument.Repeats {
	if r.word(q.node, "repeats") != "true" {
		return nil
	}
	most := 30
	if n := r.number(q.node, mostURL); n != nil && *n >= 1 && *n <= 30 {
		return &instrument.Repeats{Most: int(*n)}
	}
	r.note(q.node, "fhir.repeats_unbounded", "max", most)
	return &instrument.Repeats{Most: most}
}

// prefixed is an item's text with its number before it.
func (r *reader) prefixed(n *tree.Node) instrument.Text {
	t, prefix := r.text(n, "text"), r.text(n, "prefix")
	for lang := range t {
		if before := prefix.In(lang, r.Lang); before != "" && !strings.HasPrefix(t[lang], before) {
			t[lang] = before + " " + t[lang]
		}
	}
	return t
}

// trailing finds a place for text after the last question: the section that it stood in cannot hold it.
func (r *reader) trailing() {
	if r.Lead.Waits() {
		line := r.Lead.Line
		r.notes = append(r.notes, instrument.Note{Line: line, Place: "item", Key: "fhir.text_left", Args: []any{"text", shown(r.Lead.Take().In(r.Lang))}})
	}
}

// codeOf makes a code of a link.
func codeOf(link string) string {
	for _, own := range []string{sectionLink, scoreLink} {
		link = strings.TrimPrefix(link, own)
	}
	return draft.Code(link)
}
