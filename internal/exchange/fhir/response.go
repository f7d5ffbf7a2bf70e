package fhir

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/draft"
	"rinnalla/internal/exchange/tree"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

// Response is a QuestionnaireResponse: answers, and what is said about them. Who somebody is stays with whoever keeps the answers; here
// are only the names that the other program knows her by.
type Response struct {
	ID         string
	Identifier Identifier // by which the other program knows it
	// Version counts how often it was corrected, from 1, and Updated is when it was last; both are written and never read.
	Version int
	Updated civil.Instant
	// Questionnaire is the address of what was answered, and its version after a "|".
	Questionnaire string
	Status        Status
	Language      string
	Authored      civil.Instant // when it was answered; zero when the response does not say
	Subject       Reference     // whom the answers are about
	Source        Reference     // who answered
	Author        Reference     // who wrote the answers down
	Circumstances Circumstances
	Answers       instrument.Answers
}

// Identifier is a name that is unique among those of its system.
type Identifier struct{ System, Value string }

// Circumstances are what is said of a measurement and FHIR has no words for. They travel in an extension of ours, in the words of whoever
// keeps measurements.
type Circumstances struct {
	Occasion    string `json:"occasion,omitempty"`
	AnsweredBy  string `json:"answered_by,omitempty"`
	Interpreter bool   `json:"interpreter,omitempty"`
	Way         string `json:"way,omitempty"`
	Place       string `json:"place,omitempty"`
	Seconds     int    `json:"seconds,omitempty"`
	Moment      string `json:"moment,omitempty"`
}

// Status is how far a response is.
type Status string

const (
	InProgress     Status = "in-progress"
	Completed      Status = "completed"
	Amended        Status = "amended"
	EnteredInError Status = "entered-in-error"
	Stopped        Status = "stopped"
)

// Reference names somebody: by an address ("Patient/12") or by an identifier.
type Reference struct {
	Reference     string
	Type          string // "Patient": as the response says it, or as the address begins
	System, Value string // of the identifier
	Display       string
}

// Own gives the code of an instrument and the number of its version out of an address that [Write] gave it; false for others' addresses.
func Own(questionnaire string) (code string, version string, ours bool) {
	address, version, _ := strings.Cut(questionnaire, "|")
	code, ours = strings.CutPrefix(address, ownURL+":")
	return code, version, ours
}

// ReadResponse reads a QuestionnaireResponse and holds it against the form that it answers. The error is an Invalid fault; a fault's field
// is the item's code, or a place of the file, with the line. The notes list what is not kept, and scores that come out otherwise here.
func ReadResponse(data []byte, form *instrument.Form) (Response, []instrument.Note, error) {
	root, p := tree.ReadJSON(data, limits)
	if p != nil {
		return Response{}, nil, instrument.Unreadable(p)
	}
	return readResponse(root, form)
}

// ReadAny reads a QuestionnaireResponse as [ReadBundle] reads those of a Bundle.
func ReadAny(data []byte, form func(questionnaire string) (*instrument.Form, error)) Verdict {
	v := Verdict{Entry: 1, Line: 1}
	root, p := tree.ReadJSON(data, limits)
	if p != nil {
		v.Err = instrument.Unreadable(p)
		return v
	}
	v.fill(root, data, form)
	return v
}

func readResponse(root *tree.Node, form *instrument.Form) (Response, []instrument.Note, error) {
	if kind := root.Get("resourceType").Word(); kind != "QuestionnaireResponse" {
		return Response{}, nil, fault.New(fault.Invalid, "fhir.no_response", "kind", shown(kind))
	}
	r := &responseReader{reader: newReader(root, instrument.Said{}), form: form, scores: map[string]*tree.Node{}}
	response := r.head()
	response.Answers = instrument.Answers{Items: map[string]instrument.Answer{}, Entries: map[string][]instrument.Entry{}}
	r.to = response.Answers
	r.items(r.get(root, "item"), 1)
	if err := r.faults.Err(); err != nil {
		return response, r.notes, err
	}
	if err := form.CheckAnswers(response.Answers); err != nil {
		return response, r.notes, instrument.Located(err, r.Lines)
	}
	r.compare(response.Answers)
	r.leftOver(root)
	slices.SortStableFunc(r.notes, func(a, b instrument.Note) int { return a.Line - b.Line })
	return response, r.notes, nil
}

type responseReader struct {
	*reader
	form   *instrument.Form
	faults fault.Checks
	to     instrument.Answers
	entry  instrument.Entry // of the repeated section that is being read; nil outside
	within string           // its code
	scores map[string]*tree.Node
}

func (r *responseReader) wrong(n *tree.Node, key string, args ...any) {
	r.faults.That(false, r.places[n], key, append(args, "line", n.Line)...)
}

func (r *responseReader) head() Response {
	root := r.root
	r.get(root, "resourceType")
	if meta := root.Get("meta"); meta != nil {
		r.whole(meta)
	}
	out := Response{ID: r.word(root, "id"), Questionnaire: r.word(root, "questionnaire"), Status: Status(r.word(root, "status")),
		Language: draft.Tag(r.word(root, "language"))}
	r.faults.That(slices.Contains([]Status{InProgress, Completed, Amended, EnteredInError, Stopped}, out.Status), "status",
		"fhir.response_status", "status", shown(string(out.Status)), "line", root.Line)
	out.Subject, out.Source, out.Author = r.reference("subject"), r.reference("source"), r.reference("author")
	if identifier := r.get(root, "identifier"); identifier != nil {
		out.Identifier = Identifier{r.word(identifier, "system"), r.word(identifier, "value")}
	}
	r.ownAt(root, measuredURL, &out.Circumstances)
	if authored := r.word(root, "authored"); authored != "" {
		at, err := moment(authored)
		if err != nil {
			r.wrong(root.Get("authored"), "fhir.response_time", "text", shown(authored))
		}
		out.Authored = at
	}
	return out
}

// moment reads a dateTime: a day alone is taken as its noon, a month or a year is no day.
func moment(text string) (civil.Instant, error) {
	if day, err := civil.ParseDate(text); err == nil {
		return civil.At(day, civil.Clock{Hour: 12}), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err == nil && (at.Year() < 1900 || at.Year() > 9999) {
		err = errors.New("fhir: a year that nobody answers in")
	}
	return civil.InstantOf(at), err
}

func (r *responseReader) reference(name string) Reference {
	n := r.get(r.root, name)
	if n == nil {
		return Reference{}
	}
	identifier := r.get(n, "identifier")
	out := Reference{Reference: r.word(n, "reference"), Display: r.word(n, "display")}
	if identifier != nil {
		out.System, out.Value = r.word(identifier, "system"), r.word(identifier, "value")
	}
	if out.Type = r.word(n, "type"); out.Type == "" {
		out.Type, _, _ = strings.Cut(out.Reference, "/")
	}
	return out
}

func (r *responseReader) items(list *tree.Node, depth int) {
	for _, n := range list.List() {
		r.used[n] = true
		link := r.word(n, "linkId")
		r.get(n, "text")
		inside := r.get(n, "item")
		code := codeOf(link)
		_, inner, isItem := r.form.Definition.Item(code)
		switch {
		case depth > mostNested:
			r.wrong(n, "fhir.too_deep", "limit", mostNested)
			return
		case strings.HasPrefix(link, scoreLink):
			r.scores[code] = n
			r.whole(n)
		case n.Get("answer") != nil || isItem && inside == nil:
			r.answer(n, link, code, inner, isItem)
		case r.repeated(code) && r.entry == nil:
			r.entries(n, code, inside, depth)
		default:
			r.items(inside, depth+1)
		}
	}
}

func (r *responseReader) repeated(code string) bool {
	return slices.ContainsFunc(r.form.Definition.Sections, func(s instrument.Section) bool { return s.Code == code && s.Repeats != nil })
}

// entries reads one of the things that a section is answered for.
func (r *responseReader) entries(n *tree.Node, code string, inside *tree.Node, depth int) {
	r.entry, r.within = instrument.Entry{}, code
	r.items(inside, depth+1)
	r.to.Entries[code] = append(r.to.Entries[code], r.entry)
	r.Lines[fmt.Sprintf("%s[%d]", code, len(r.to.Entries[code]))] = n.Line
	r.entry, r.within = nil, ""
}

func (r *responseReader) answer(n *tree.Node, link, code string, section instrument.Section, known bool) {
	answers := r.get(n, "answer").List()
	item, _, _ := r.form.Definition.Item(code)
	if _, isScale := r.form.Definition.Scale(code); !known && isScale {
		r.scores[code] = n
		r.whole(n)
		return
	}
	if !known || (section.Repeats != nil) != (r.entry != nil) || r.entry != nil && section.Code != r.within {
		r.wrong(n, "fhir.response_link", "link", shown(link))
		return
	}
	place, to := code, r.to.Items
	if r.entry != nil {
		place, to = fmt.Sprintf("%s[%d].%s", r.within, len(r.to.Entries[r.within])+1, code), r.entry
	}
	r.Lines[place] = n.Line
	if _, twice := to[code]; twice {
		r.wrong(n, "fhir.response_twice", "link", shown(link))
		return
	}
	listed, own := r.ownWords(answers, item, section)
	if _, twice := to[draft.OtherCode(code)]; own != "" && !twice {
		to[draft.OtherCode(code)] = instrument.Answer{State: instrument.Given, Text: own}
	}
	if a, ok := r.read(n, listed, item); !ok {
		r.wrong(n, "fhir.response_value", "link", shown(link))
		return
	} else if own == "" || len(listed) > 0 {
		to[code] = a
	}
	for _, one := range answers {
		r.items(r.get(one, "item"), 2)
	}
}

// ownWords parts the answers to a question with ready answers that takes others too: those that are listed, and what was said in own words,
// which belongs to the question that stands after it for that.
func (r *responseReader) ownWords(answers []*tree.Node, item instrument.Item, section instrument.Section) (listed []*tree.Node, own string) {
	takes := slices.ContainsFunc(section.Items, func(i instrument.Item) bool {
		return i.Code == draft.OtherCode(item.Code) && i.Kind == instrument.ShortTextItem
	})
	if !takes || len(item.Options) == 0 {
		return answers, ""
	}
	var words []string
	for _, one := range answers {
		value := r.value(one)
		if value == nil {
			return answers, ""
		}
		text := value.Node.Word()
		if value.Name == "valueCoding" && value.Node.Get("code") == nil {
			text = value.Node.Get("display").Word()
		}
		if _, known := chosen(item, value); known || text == "" {
			listed = append(listed, one)
			continue
		}
		r.used[one] = true
		words = append(words, text)
	}
	return listed, strings.Join(words, "; ")
}

func (r *responseReader) read(n *tree.Node, answers []*tree.Node, item instrument.Item) (instrument.Answer, bool) {
	a := instrument.Answer{State: instrument.Given}
	if len(answers) == 0 {
		e := r.extension(n, absentURL)
		if e != nil && e.Get("valueCode").Word() == "asked-declined" {
			r.whole(e)
			return instrument.Answer{State: instrument.Declined}, true
		}
		return instrument.Answer{}, true
	}
	if len(answers) > 1 && item.Kind != instrument.MultipleItem {
		return a, false
	}
	for _, one := range answers {
		r.used[one] = true
		value := r.value(one)
		if value == nil || !r.take(&a, item, value) {
			return a, false
		}
	}
	return a, true
}

// value is what an answer says, whatever its type.
func (r *responseReader) value(answer *tree.Node) *tree.Field {
	for i, f := range answer.Fields {
		if strings.HasPrefix(f.Name, "value") {
			r.whole(f.Node)
			return &answer.Fields[i]
		}
	}
	return nil
}

func (r *responseReader) take(a *instrument.Answer, item instrument.Item, f *tree.Field) bool {
	switch item.Kind {
	case instrument.ScaleItem, instrument.NumberItem:
		v, ok := f.Node.Float()
		if f.Name == "valueQuantity" {
			v, ok = f.Node.Get("value").Float()
		}
		if f.Name == "valueCoding" { // a scale whose steps were options
			v, ok = f.Node.Get("code").Float()
		}
		a.Number = v
		return ok && !math.IsInf(v, 0)
	case instrument.StepsItem, instrument.YesNoItem, instrument.SingleItem, instrument.MultipleItem:
		code, ok := chosen(item, f)
		a.Option = code
		if item.Kind == instrument.MultipleItem {
			a.Option, a.Options = "", append(a.Options, code)
		}
		return ok
	case instrument.DateItem:
		day, err := civil.ParseDate(strings.Split(f.Node.Word(), "T")[0])
		a.Day = day
		return err == nil
	}
	a.Text = f.Node.Word()
	return f.Node.Kind == tree.Text || f.Node.Kind == tree.Number
}

// chosen is the option that an answer names: by its code, else by its words.
func chosen(item instrument.Item, f *tree.Field) (string, bool) {
	word, display := f.Node.Word(), ""
	switch {
	case f.Name == "valueCoding":
		word, display = f.Node.Get("code").Word(), f.Node.Get("display").Word()
	case f.Name == "valueBoolean" && word == "true":
		word = instrument.Yes
	case f.Name == "valueBoolean":
		word = instrument.No
	default:
		display = word
	}
	for _, o := range item.Choices() {
		if word != "" && (o.Code == word || o.Code == codeOf(word)) {
			return o.Code, true
		}
	}
	for _, o := range item.Choices() {
		for _, label := range o.Label {
			if display != "" && label == display {
				return o.Code, true
			}
		}
	}
	return "", false
}

// compare holds the scores of the response against those that come out here.
func (r *responseReader) compare(a instrument.Answers) {
	for _, s := range r.form.Score(a) {
		n := r.scores[s.Scale]
		if n == nil || len(n.Get("answer").List()) == 0 {
			continue
		}
		answer := n.Get("answer").Items[0]
		for _, f := range answer.Fields {
			said, ok := f.Node.Float()
			if f.Name == "valueQuantity" {
				said, ok = f.Node.Get("value").Float()
			}
			if ok && strings.HasPrefix(f.Name, "value") && (!s.Exists || math.Abs(said-s.Value) > 1e-6) {
				here := "–"
				if s.Exists {
					here = number(s.Value)
				}
				r.note(n, "fhir.response_score", "scale", s.Scale, "said", number(said), "here", here)
			}
		}
	}
}
