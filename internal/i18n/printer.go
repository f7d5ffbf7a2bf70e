package i18n

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"rinnalla/internal/civil"
)

// Printer writes in one language. It is safe for concurrent use.
type Printer struct {
	lang      Lang
	tag       string
	own       map[string]message // go before texts
	texts     map[string]message
	style     style
	collators sync.Pool
}

// style is what differs between the languages in numbers and dates.
type style struct {
	decimal, group, percent string
	iso                     bool
}

var printers = sync.OnceValue(func() map[Lang]*Printer {
	all := make(map[Lang]*Printer, len(Langs))
	for _, lang := range Langs {
		all[lang] = newPrinter(lang)
	}
	return all
})

func newPrinter(lang Lang) *Printer {
	tag := language.MustParse(lang.Tag())
	p := &Printer{lang: lang, tag: lang.Tag(), texts: catalogues()[lang], style: style{decimal: ",", group: noBreak, percent: noBreak + "%"}}
	if lang == EN {
		p.style = style{decimal: ".", group: ",", percent: "%", iso: true}
	}
	p.collators.New = func() any { return collate.New(tag) }
	return p
}

// For is the printer of a language; of Finnish when there is no such language.
func For(lang Lang) *Printer {
	if p, ok := printers()[lang]; ok {
		return p
	}
	return printers()[FI]
}

// Lang is the language the printer writes.
func (p *Printer) Lang() Lang { return p.lang }

// Tag is the BCP 47 tag of the language of what it writes, for the lang attribute of HTML.
func (p *Printer) Tag() string { return p.tag }

// The marks between which a text keeps its own direction (Unicode Standard Annex 9).
const firstStrongIsolate, popIsolate = "\u2068", "\u2069"

// With is a printer that says some texts in words of somebody's own, by key, in a language of which there is no catalogue: whatever has none
// there is said as before. They hold {variables} as catalogues do, and no plural forms.
func (p *Printer) With(tag string, words map[string]string) *Printer {
	spoken := newPrinter(p.lang)
	spoken.tag, spoken.own = tag, make(map[string]message, len(words))
	for key, text := range words {
		spoken.own[key] = message{other: parse(text)}
	}
	return spoken
}

// Has tells whether there is a text for the key.
func (p *Printer) Has(key string) bool {
	_, ok := p.message(key)
	return ok
}

func (p *Printer) message(key string) (message, bool) {
	if m, ok := p.own[key]; ok {
		return m, true
	}
	m, ok := p.texts[key]
	return m, ok
}

// T is the text of a key. args are names and values in turn and fill the {variables}:
//
//	p.T("visit.saved", "count", 3, "place", place.Name)
//
// Strings are taken as they are, whole numbers are grouped, and the types of package civil
// are written as by Date, Instant, Clock, Month and Period. A year is no quantity: pass it
// as a string. A fraction has no one right form: pass the result of Dec or Pct. In a text
// with plural forms the argument count, an int or int64, chooses the form.
//
// An unknown key gives the key in brackets, and a variable without a value stays in its
// braces, so that tests and eyes see them. The text is plain, not HTML.
func (p *Printer) T(key string, args ...any) string {
	m, ok := p.message(key)
	_, own := p.own[key]
	if !ok {
		return "[" + key + "]"
	}
	t := &m.other
	if m.plural && single(args) {
		t = &m.one
	}
	if t.parts == nil {
		return t.text
	}
	var b strings.Builder
	b.Grow(len(t.text) + 24*len(t.parts))
	for _, part := range t.parts {
		b.WriteString(part.text)
		switch _, words := argument(args, part.name).(string); {
		case part.name == "":
		case own && words:
			// An address or a name keeps its own direction among words of another.
			b.WriteString(firstStrongIsolate)
			p.fill(&b, part.name, args)
			b.WriteString(popIsolate)
		default:
			p.fill(&b, part.name, args)
		}
	}
	return b.String()
}

// single tells whether the argument count takes the form one: in Finnish, Swedish and
// English that is the whole number 1 (CLDR plural rules).
func single(args []any) bool {
	switch count := argument(args, "count").(type) {
	case int:
		return count == 1 || count == -1
	case int64:
		return count == 1 || count == -1
	}
	return false
}

func argument(args []any, name string) any {
	for i := 0; i+1 < len(args); i += 2 {
		if given, ok := args[i].(string); ok && given == name {
			return args[i+1]
		}
	}
	return nil
}

func (p *Printer) fill(b *strings.Builder, name string, args []any) {
	switch v := argument(args, name).(type) {
	case nil:
		b.WriteString("{" + name + "}")
	case string:
		b.WriteString(v)
	case int:
		b.WriteString(p.N(int64(v)))
	case int64:
		b.WriteString(p.N(v))
	case civil.Date:
		b.WriteString(p.Date(v))
	case civil.Instant:
		b.WriteString(p.Instant(v))
	case civil.Clock:
		b.WriteString(p.Clock(v))
	case civil.Month:
		b.WriteString(p.Month(v))
	case civil.Period:
		b.WriteString(p.Period(v))
	case float64:
		b.WriteString(strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), ".", p.style.decimal, 1))
	default:
		fmt.Fprint(b, v)
	}
}

// JSON is every text whose key begins with one of the areas ("field" for "field.saved"),
// as one JSON object in the form of the catalogue files, for pages that write their own
// texts in the browser.
func (p *Printer) JSON(areas ...string) ([]byte, error) {
	out := map[string]any{}
	for key, m := range p.texts {
		area, _, _ := strings.Cut(key, ".")
		for _, wanted := range areas {
			if area != wanted {
				continue
			}
			out[key] = m.other.text
			if m.plural {
				out[key] = forms{m.one.text, m.other.text}
			}
		}
	}
	return json.Marshal(out)
}
