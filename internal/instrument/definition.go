package instrument

import (
	"math"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"rinnalla/internal/civil"
)

// Format is what a file of an instrument says that it is; a later form would have another number.
const Format = "rinnalla-instrument/1"

// Text is a plain text by language: "fi", "sv", "en", "fi-selko", "ar". It holds no markup; whatever looks like markup is shown as it stands.
type Text map[string]string

// In is the text in a language, else in the first of the others that has it.
func (t Text) In(lang string, others ...string) string {
	for _, l := range append([]string{lang}, others...) {
		if t[l] != "" {
			return t[l]
		}
	}
	return ""
}

// The closed lists of a definition, as files write them.
type (
	// Purpose is what an instrument is for.
	Purpose string
	// Answerer is who may answer.
	Answerer string
	// Display is how a result is drawn.
	Display string
	// Kind is what sort of item it is.
	Kind string
	// Direction tells which end of an item or scale is the better one; "" says that neither is.
	Direction string
	// Asked tells when an item of a set thing (a goal) is asked.
	Asked string
	// Rule is how a scale is scored.
	Rule string
	// Coefficient is what sort of reliability was published.
	Coefficient string
	// Limit is what sort of error limit was published.
	Limit string
)

const (
	// ForMeasuring instruments are about the client's situation, and change in them is read.
	ForMeasuring Purpose = "measure"
	// ForFeedback instruments are about the service or about being measured; no change of a client is read from them.
	ForFeedback Purpose = "feedback"

	ByClient Answerer = "client"
	ByWorker Answerer = "worker"

	AsProfile Display = "profile"
	AsCircle  Display = "circle"
	AsList    Display = "list"

	ScaleItem     Kind = "scale" // steps of a number between two labelled ends
	StepsItem     Kind = "steps" // labelled steps in an order
	YesNoItem     Kind = "yes_no"
	SingleItem    Kind = "single"   // one of a list without an order
	MultipleItem  Kind = "multiple" // any of a list
	NumberItem    Kind = "number"
	DateItem      Kind = "date"
	ShortTextItem Kind = "short_text"
	LongTextItem  Kind = "long_text"

	HigherIsBetter Direction = "higher"
	LowerIsBetter  Direction = "lower"

	// Always, the zero value: the item is asked in every measurement.
	Always Asked = ""
	// WhenSet items are asked when the thing (a goal, a service) is set.
	WhenSet Asked = "set"
	// WhenAssessed items are asked when it is assessed later.
	WhenAssessed Asked = "assess"

	Sum      Rule = "sum"      // Σx
	Mean     Rule = "mean"     // Σwx / Σw of what is answered
	Prorated Rule = "prorated" // Σwx of what is answered × Σw of all / Σw of what is answered
	Weighted Rule = "weighted" // Σwx
	Single   Rule = "single"   // the value of one item
	Entered  Rule = "entered"  // a score that the owner's own form gave, typed in as one number
	Goals    Rule = "gas"      // Goal Attainment Scaling T over the entries of a section
)

// Definition is an instrument as data: what is asked, how it is scored, what is known about its error, and on whose permission it is used.
type Definition struct {
	Format string `json:"format"`
	// Code is what measurements, files and addresses know the instrument by; it never changes.
	Code      string   `json:"code"`
	Purpose   Purpose  `json:"purpose"`
	Languages []string `json:"languages"` // BCP 47; a text that is missing in one falls back to the first
	Title     Text     `json:"title"`
	Summary   Text     `json:"summary,omitempty"`
	// Intro is what whoever answers reads first.
	Intro   Text       `json:"intro,omitempty"`
	Licence Licence    `json:"licence"`
	By      []Answerer `json:"answered_by"`
	Display Display    `json:"display"`
	// ScoreOnly instruments hold no texts of items: the official ones are loaded by the organisation that may use them.
	ScoreOnly bool `json:"score_only,omitempty"`
	// NoTotal is set when the owner forbids one total, with the reason; then no scale may span sections, nor items when there is one section.
	NoTotal Text `json:"no_total,omitempty"`
	// RepeatAfter is how many days pass at least before asking again makes sense: what is asked about has to have gone by. 0: not known.
	RepeatAfter int `json:"repeat_after_days,omitempty"`
	// Words are what stands around the questions, in languages that Rinnalla does not speak; without them it is said in a language that it does.
	Words    map[string]Words `json:"words,omitempty"`
	Sections []Section        `json:"sections"`
	Scales   []Scale          `json:"scales,omitempty"`
}

// Licence says whose the instrument is and on what terms it is used.
type Licence struct {
	Owner  string `json:"owner"`
	Name   string `json:"name,omitempty"`   // "CC BY 4.0"
	Note   Text   `json:"note,omitempty"`   // what a user must know
	Source string `json:"source,omitempty"` // where the terms stand
}

// Section is a group of items that belong together.
type Section struct {
	Code  string `json:"code"`
	Title Text   `json:"title,omitempty"`
	Intro Text   `json:"intro,omitempty"`
	// Repeats is set when the items are answered once for each of several things that people name themselves: goals, services, methods.
	Repeats *Repeats   `json:"repeats,omitempty"`
	ShowIf  *Condition `json:"show_if,omitempty"`
	Items   []Item     `json:"items"`
}

// Repeats bounds the entries of a repeated section.
type Repeats struct {
	Most  int  `json:"most"`
	Label Text `json:"label,omitempty"` // what one of them is called: "Goal"
}

// Item is one question. Any item may be left unanswered.
type Item struct {
	Code      string    `json:"code"`
	Topic     string    `json:"topic,omitempty"` // a code that items of several instruments share
	Text      Text      `json:"text,omitempty"`
	Help      Text      `json:"help,omitempty"`
	Kind      Kind      `json:"kind"`
	Better    Direction `json:"better,omitempty"`
	Asked     Asked     `json:"asked,omitempty"`
	From      *float64  `json:"from,omitempty"` // of scale and number
	To        *float64  `json:"to,omitempty"`
	Step      *float64  `json:"step,omitempty"` // of scale: 1 when not given
	FromLabel Text      `json:"from_label,omitempty"`
	ToLabel   Text      `json:"to_label,omitempty"`
	Unit      Text      `json:"unit,omitempty"`
	Options   []Option  `json:"options,omitempty"`
	// ShowIf is the skip condition: the item is asked only when it holds.
	ShowIf *Condition `json:"show_if,omitempty"`
}

// Option is one of an item's ready answers.
type Option struct {
	Code   string   `json:"code"`
	Label  Text     `json:"label,omitempty"`
	Points *float64 `json:"points,omitempty"` // what it counts in a scale
}

// Condition holds by what was answered before. Exactly one of All, Any and Item is given.
type Condition struct {
	All []Condition `json:"all,omitempty"`
	Any []Condition `json:"any,omitempty"`
	// Item is asked about by one of the tests below. An item without an answer fails them all but Not.
	Item     string   `json:"item,omitempty"`
	Is       []string `json:"is,omitempty"`  // one of these options is chosen; "yes" and "no" of yes_no
	Not      []string `json:"not,omitempty"` // none of these is
	Least    *float64 `json:"least,omitempty"`
	Most     *float64 `json:"most,omitempty"`
	Answered bool     `json:"answered,omitempty"`
}

// Scale is a score: of items, or of other scales (a dimension made of variables).
type Scale struct {
	Code  string `json:"code"`
	Title Text   `json:"title,omitempty"`
	Rule  Rule   `json:"rule"`
	// Items and Scales are what it is made of; one of the two. An item whose better end is the other one is turned over before it counts.
	Items  []string `json:"items,omitempty"`
	Scales []string `json:"scales,omitempty"`
	// Weights of its parts; 1 for a part without one.
	Weights map[string]float64 `json:"weights,omitempty"`
	// WeightItem of a gas scale is the item in which each goal's weight is given.
	WeightItem string `json:"weight_item,omitempty"`
	// MinAnswered is how many parts must have a value for the score to exist; 0: every part that is asked.
	MinAnswered int       `json:"min_answered,omitempty"`
	Better      Direction `json:"better,omitempty"`
	Range       *Range    `json:"range,omitempty"` // what values can be; worked out when not given
	// OriginalItems is how many items of the owner's form stand behind an entered score.
	OriginalItems int `json:"original_items,omitempty"`
	// Formative scales gather causes, not signs of one thing: measures of inner consistency (alpha) mean nothing for them.
	Formative   bool          `json:"formative,omitempty"`
	Reliability []Reliability `json:"reliability,omitempty"`
	ErrorLimit  *ErrorLimit   `json:"error_limit,omitempty"`
	Norms       []Norm        `json:"norms,omitempty"`
}

// Range is the lowest and the highest value that a score can have.
type Range struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
}

const (
	ICC        Coefficient = "icc"         // intraclass correlation of two measurements
	TestRetest Coefficient = "test_retest" // Pearson's or Spearman's correlation of two measurements
	Alpha      Coefficient = "alpha"

	SDC95 Limit = "sdc95" // smallest detectable change of one person, 95 % (MDC95)
	SEM   Limit = "sem"   // standard error of measurement; SDC95 is 1.96·√2 times it
)

// Reliability is one published figure. Where only a range over several scales was published, Low and High give it and Value is not given.
type Reliability struct {
	Kind   Coefficient `json:"kind"`
	Value  *float64    `json:"value,omitempty"`
	Low    *float64    `json:"low,omitempty"`
	High   *float64    `json:"high,omitempty"`
	N      int         `json:"n,omitempty"`
	Apart  string      `json:"apart,omitempty"` // time between the measurements, as published: "7–14 days"
	Note   Text        `json:"note,omitempty"`
	Source string      `json:"source"`
}

// ErrorLimit is how big a difference of one person has to be to be told from measurement error.
type ErrorLimit struct {
	Kind   Limit   `json:"kind"`
	Value  float64 `json:"value"`
	Source string  `json:"source"`
	// Computed limits were worked out by whoever made the file, from published figures that Source names; pages must not show them as the owner's.
	Computed bool `json:"computed,omitempty"`
}

// Detectable is the smallest detectable change (95 %): the limit itself, or 1.96·√2·SEM.
func (l ErrorLimit) Detectable() float64 {
	if l.Kind == SEM {
		return 1.959963984540054 * 1.4142135623730951 * l.Value
	}
	return l.Value
}

// Norm is how a scale came out in a group of people. Groups may be compared with it; a single person is never ranked against it.
type Norm struct {
	Group  string     `json:"group"` // who they were
	N      int        `json:"n"`
	Mean   float64    `json:"mean"`
	SD     float64    `json:"sd,omitempty"`
	Day    civil.Date `json:"day"` // when they were asked, the last day
	Source string     `json:"source"`
	Note   Text       `json:"note,omitempty"`
}

func words[W ~string](all ...W) []string {
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = string(w)
	}
	return out
}

// The words that the closed lists know, in the order in which pages offer them.
func Purposes() []string     { return words(ForMeasuring, ForFeedback) }
func Answerers() []string    { return words(ByClient, ByWorker) }
func Displays() []string     { return words(AsProfile, AsCircle, AsList) }
func Directions() []string   { return words(HigherIsBetter, LowerIsBetter) }
func Occasions() []string    { return words(WhenSet, WhenAssessed) }
func Rules() []string        { return words(Sum, Mean, Prorated, Weighted, Single, Entered, Goals) }
func Coefficients() []string { return words(ICC, TestRetest, Alpha) }
func Limits() []string       { return words(SDC95, SEM) }

// Kinds are the kinds of items.
func Kinds() []string {
	return words(ScaleItem, StepsItem, YesNoItem, SingleItem, MultipleItem, NumberItem, DateItem, ShortTextItem, LongTextItem)
}

// RightToLeft tells whether a language is written from right to left, by the script that its speakers use (Unicode CLDR).
func RightToLeft(lang string) bool {
	script, _ := language.Make(lang).Script()
	return slices.Contains([]string{"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg", "Samr", "Mand"}, script.String())
}

// In is a text of the definition in a language, else in the first of its languages that has it.
func (d Definition) In(t Text, lang string) string { return t.In(lang, d.Languages...) }

// Tongue is the language in which In gives a text; lang itself where there is none.
func (d Definition) Tongue(t Text, lang string) string {
	for _, l := range append([]string{lang}, d.Languages...) {
		if t[l] != "" {
			return l
		}
	}
	return lang
}

// Missing lists, for a language, the places whose text it lacks although the first language has it.
func (d Definition) Missing(lang string) []string {
	var places []string
	if len(d.Languages) > 0 {
		d.texts(func(place string, t Text, _ int) {
			if t[d.Languages[0]] != "" && strings.TrimSpace(t[lang]) == "" {
				places = append(places, place)
			}
		})
	}
	return places
}

// Item finds an item and its section.
func (d Definition) Item(code string) (Item, Section, bool) {
	for _, s := range d.Sections {
		for _, i := range s.Items {
			if i.Code == code {
				return i, s, true
			}
		}
	}
	return Item{}, Section{}, false
}

// Scale finds a scale.
func (d Definition) Scale(code string) (Scale, bool) {
	for _, s := range d.Scales {
		if s.Code == code {
			return s, true
		}
	}
	return Scale{}, false
}

// Each option of a yes_no item.
const (
	Yes = "yes"
	No  = "no"
)

// Choices are the ready answers of an item: its options, or yes and no with the points 1 and 0.
func (i Item) Choices() []Option {
	if i.Kind == YesNoItem && len(i.Options) == 0 {
		one, zero := 1.0, 0.0
		return []Option{{Code: Yes, Points: &one}, {Code: No, Points: &zero}}
	}
	return i.Options
}

func (i Item) step() float64 {
	if i.Step == nil {
		return 1
	}
	return *i.Step
}

// Bounds are the lowest and highest points of a scored item; false when it has none, or an open end.
func (i Item) Bounds() (Range, bool) {
	switch i.Kind {
	case ScaleItem, NumberItem:
		if i.From == nil || i.To == nil {
			return Range{}, false
		}
		return Range{*i.From, *i.To}, true
	case StepsItem, YesNoItem, SingleItem:
		var r Range
		scored := false
		for _, o := range i.Choices() {
			if o.Points == nil {
				continue
			}
			if !scored {
				r, scored = Range{*o.Points, *o.Points}, true
			}
			r.From, r.To = min(r.From, *o.Points), max(r.To, *o.Points)
		}
		return r, scored
	}
	return Range{}, false
}

// EachText calls fn with every text of the definition.
func (d Definition) EachText(fn func(Text)) {
	d.texts(func(_ string, t Text, _ int) { fn(t) })
}

// PointsOf is what an answer to the item counts, before it is turned over; false when it counts nothing.
func (i Item) PointsOf(a Answer) (float64, bool) {
	s := slot{Item: i, choices: i.Choices()}
	points := s.points(a)
	return points, !math.IsNaN(points)
}
