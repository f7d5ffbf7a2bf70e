// Package fhir reads and writes instruments and answers as HL7 FHIR: Questionnaire (R4 and R5 in, R4 out) with the scoring of Structured
// Data Capture, and QuestionnaireResponse, alone or as a Bundle that is read as a stream.
//
// It translates and decides nothing. Everything of a file that an instrument cannot hold is a note with its line; nothing is dropped in
// silence. What FHIR has no words for (which end is better, what is known of a score's error) travels in extensions of our own, so that
// another Rinnalla reads back what was written; other programs pass over them, and the notes of [Write] say so.
//
// Sources: https://hl7.org/fhir/R4/questionnaire.html, https://hl7.org/fhir/R5/questionnaire.html, https://hl7.org/fhir/uv/sdc/ (4.0).
package fhir

import (
	"slices"
	"strings"

	"rinnalla/internal/exchange/draft"
	"rinnalla/internal/exchange/tree"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

// limits of a Questionnaire: translations into many languages make it longer than a file of ours.
var limits = tree.Limits{Bytes: 8 << 20, Depth: 80, Parts: 400_000}

// Extensions that are read or written, by the last part of their address.
const (
	hl7 = "http://hl7.org/fhir/StructureDefinition/"
	sdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"

	translationURL = hl7 + "translation"
	variableURL    = hl7 + "variable"
	minURL         = hl7 + "minValue"
	maxURL         = hl7 + "maxValue"
	controlURL     = hl7 + "questionnaire-itemControl"
	stepURL        = hl7 + "questionnaire-sliderStepValue"
	unitURL        = hl7 + "questionnaire-unit"
	hiddenURL      = hl7 + "questionnaire-hidden"
	mostURL        = hl7 + "questionnaire-maxOccurs"
	absentURL      = hl7 + "data-absent-reason"
	calculatedURL  = sdc + "sdc-questionnaire-calculatedExpression"
	enabledURL     = sdc + "sdc-questionnaire-enableWhenExpression"

	// ownURL is the extension in which travels what FHIR has no words for.
	ownURL = "urn:rinnalla:instrument:1"
	// measuredURL is the one for what is said of a measurement.
	measuredURL = "urn:rinnalla:measurement:1"
)

// What our own links begin with, so that sections, scores and texts never take the name of a question.
const (
	sectionLink = "section:"
	scoreLink   = "scale:"
	introLink   = "intro:"
	labelLink   = "label:"
)

// IsQuestionnaire tells whether a part of a file of JSON says that it is a Questionnaire of FHIR.
func IsQuestionnaire(root *tree.Node) bool { return root.Get("resourceType").Word() == "Questionnaire" }

// Release is a version of FHIR.
type Release string

const (
	// Unsaid: nothing in a file tells its release, for both write it the same; or what tells it is of both.
	Unsaid Release = ""
	R4     Release = "r4"
	R5     Release = "r5"
)

// ReleaseOf tells by which release of FHIR a Questionnaire is written, from what only one of them has: R4 the types choice and open-choice;
// R5 the type coding, answerConstraint, disabledDisplay, copyrightLabel and versionAlgorithm.
func ReleaseOf(data []byte) Release {
	root, p := tree.ReadJSON(data, limits)
	if p != nil {
		return Unsaid
	}
	if all, _ := unwrapped(root); len(all) == 1 {
		root = all[0]
	}
	seen := map[Release]bool{}
	signs(root, seen)
	switch {
	case seen[R4] == seen[R5]:
		return Unsaid
	case seen[R5]:
		return R5
	}
	return R4
}

// signs gathers what tells of a release in a part of a Questionnaire and in the items in it.
func signs(part *tree.Node, seen map[Release]bool) {
	for _, f := range part.Fields {
		switch f.Name {
		case "answerConstraint", "disabledDisplay", "copyrightLabel", "versionAlgorithmString", "versionAlgorithmCoding":
			seen[R5] = true
		case "type":
			seen[R5] = seen[R5] || f.Node.Word() == "coding"
			seen[R4] = seen[R4] || f.Node.Word() == "choice" || f.Node.Word() == "open-choice"
		}
	}
	for _, item := range part.Get("item").List() {
		signs(item, seen)
	}
}

// Read reads a Questionnaire. The notes list what the instrument does not hold, by line; they are given with an error too. The error is an
// Invalid fault with the places of the definition that will not do, and their lines.
func Read(data []byte, said instrument.Said) (instrument.Definition, []instrument.Note, error) {
	root, p := tree.ReadJSON(data, limits)
	if p != nil {
		return instrument.Definition{}, nil, instrument.Unreadable(p)
	}
	all, beside := unwrapped(root)
	switch {
	case len(all) > 1:
		return instrument.Definition{}, nil, fault.New(fault.Invalid, "fhir.many_questionnaires")
	case len(all) == 0:
		return instrument.Definition{}, nil, fault.New(fault.Invalid, "fhir.no_questionnaire", "kind", shown(root.Get("resourceType").Word()))
	}
	r := newReader(all[0], said)
	for _, resource := range beside {
		r.place(resource, "entry")
		r.contained(resource)
	}
	if err := r.index(); err != nil {
		return instrument.Definition{}, nil, err
	}
	r.read()
	for _, resource := range beside {
		r.beside(resource)
	}
	slices.SortStableFunc(r.notes, func(a, b instrument.Note) int { return a.Line - b.Line })
	return r.Definition, r.notes, instrument.Located(r.Check(), r.Lines)
}

// unwrapped gives the Questionnaires of a file, which is one or a Bundle with some in it, and what else stands in the Bundle: lists of
// answers, as a package of a Questionnaire brings them along (https://hl7.org/fhir/uv/sdc/ "Questionnaire package").
func unwrapped(root *tree.Node) (all, beside []*tree.Node) {
	if IsQuestionnaire(root) {
		return []*tree.Node{root}, nil
	}
	if root.Get("resourceType").Word() != "Bundle" {
		return nil, nil
	}
	for _, entry := range root.Get("entry").List() {
		switch resource := entry.Get("resource"); {
		case resource == nil:
		case IsQuestionnaire(resource):
			all = append(all, resource)
		default:
			beside = append(beside, resource)
		}
	}
	return all, beside
}

// beside notes what was not used of a resource that stands in the same Bundle: as a whole, if nothing was.
func (r *reader) beside(resource *tree.Node) {
	if r.used[resource] {
		r.leftOver(resource)
		return
	}
	r.note(resource, "fhir.not_kept", "name", shown(resource.Get("resourceType").Word()), "value", shown(draft.First(resource.Get("url").Word(), resource.Get("id").Word())))
}

// reader translates one Questionnaire.
type reader struct {
	*draft.Draft
	root  *tree.Node
	said  instrument.Said
	notes []instrument.Note

	places map[*tree.Node]string
	// used are the parts of the file that went into the definition; what is not used is noted.
	used map[*tree.Node]bool

	questions map[string]*question
	top       []string
	sets      map[string]*tree.Node // contained value sets, by # and id, and by address
	weights   map[string]float64    // of contained code systems, by system and code

	scores    []*score
	variables []variable
	required  []*tree.Node
	shownIf   *instrument.Condition // of the questions around the one that is read; nil: always
	hides     bool                  // a group around it is hidden
}

// question is an item of the file.
type question struct {
	node       *tree.Node
	kind       string // of FHIR
	children   []string
	answerable bool
	weighted   bool   // its options have weights
	code       string // of the item that it became; "" while there is none
	at         [2]int // of that item: section and place in it
	repeats    bool   // it stands in a section that repeats
	score      *score // it is one
}

func newReader(root *tree.Node, said instrument.Said) *reader {
	r := &reader{Draft: draft.New(), root: root, said: said, places: map[*tree.Node]string{}, used: map[*tree.Node]bool{root: true},
		questions: map[string]*question{}, sets: map[string]*tree.Node{}, weights: map[string]float64{}}
	r.place(root, "")
	return r
}

// place names every part as FHIR's own messages do: "item[2].answerOption[0].valueCoding", counted from 0.
func (r *reader) place(n *tree.Node, at string) {
	r.places[n] = at
	for i, item := range n.Items {
		r.place(item, at+"["+itoa(i)+"]")
	}
	for _, f := range n.Fields {
		r.place(f.Node, strings.TrimPrefix(at+"."+f.Name, "."))
	}
}

func (r *reader) note(n *tree.Node, key string, args ...any) {
	r.notes = append(r.notes, instrument.Note{Line: n.Line, Place: r.places[n], Key: key, Args: args})
}

// get is a named part, which is thereby used.
func (r *reader) get(n *tree.Node, name string) *tree.Node {
	part := n.Get(name)
	if part != nil {
		r.used[part] = true
	}
	return part
}

func (r *reader) word(n *tree.Node, name string) string {
	return strings.TrimSpace(r.get(n, name).Word())
}

// whole marks a part and everything in it as used.
func (r *reader) whole(n *tree.Node) *tree.Node {
	if n == nil {
		return nil
	}
	r.used[n] = true
	for _, i := range n.Items {
		r.whole(i)
	}
	for _, f := range n.Fields {
		r.whole(f.Node)
	}
	return n
}

// extension is the first extension of that address; nil when there is none.
func (r *reader) extension(n *tree.Node, urls ...string) *tree.Node {
	for _, e := range n.Get("extension").List() {
		if slices.Contains(urls, e.Get("url").Word()) {
			r.used[n.Get("extension")] = true
			return e
		}
	}
	return nil
}

// number is the number that an extension of that address holds.
func (r *reader) number(n *tree.Node, urls ...string) *float64 {
	e := r.extension(n, urls...)
	if e == nil {
		return nil
	}
	for _, f := range e.Fields {
		if v, ok := f.Node.Float(); ok && strings.HasPrefix(f.Name, "value") {
			r.whole(e)
			return &v
		}
	}
	return nil
}

// text is a text with its translations: the extension of a primitive stands beside it under its name with a line before.
func (r *reader) text(n *tree.Node, name string) instrument.Text {
	t := instrument.Text{}
	if base := draft.Clean(r.word(n, name)); base != "" {
		t[r.Lang] = base
	}
	beside := r.get(n, "_"+name)
	for _, e := range beside.Get("extension").List() {
		if e.Get("url").Word() != translationURL {
			continue
		}
		r.used[beside.Get("extension")] = true
		lang, content := "", ""
		for _, part := range e.Get("extension").List() {
			for _, f := range part.Fields {
				switch {
				case !strings.HasPrefix(f.Name, "value"):
				case part.Get("url").Word() == "lang":
					lang = draft.Tag(f.Node.Word())
				case part.Get("url").Word() == "content":
					content = draft.Clean(f.Node.Word())
				}
			}
		}
		if lang != "" && content != "" {
			r.whole(e)
			t[lang] = content
		}
	}
	if len(t) == 0 {
		return nil
	}
	return t
}

// leftOver notes every part of the file that nothing has used: its outermost part, once.
func (r *reader) leftOver(n *tree.Node) {
	for _, f := range n.Fields {
		switch {
		case r.used[f.Node]:
			r.leftOver(f.Node)
		case f.Name == "extension" || f.Name == "modifierExtension":
			for _, e := range f.Node.Items {
				r.note(e, "fhir.not_kept_extension", "name", shown(lastPart(e.Get("url").Word())))
			}
		default:
			r.notes = append(r.notes, instrument.Note{Line: f.Line, Place: r.places[f.Node], Key: "fhir.not_kept",
				Args: []any{"name", shown(f.Name), "value", shown(f.Node.Word())}})
		}
	}
	for _, i := range n.Items {
		switch {
		case r.used[i]:
			r.leftOver(i)
		case i.Get("url") != nil:
			r.note(i, "fhir.not_kept_extension", "name", shown(lastPart(i.Get("url").Word())))
		default:
			r.note(i, "fhir.not_kept", "name", shown(lastPart(strings.ReplaceAll(r.places[n], ".", "/"))), "value", shown(i.Word()))
		}
	}
}

func lastPart(url string) string { return url[strings.LastIndexByte(url, '/')+1:] }

func shown(text string) string { return draft.Shown(text) }
