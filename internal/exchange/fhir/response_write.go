package fhir

import (
	"time"

	"rinnalla/internal/exchange/tree"
	"rinnalla/internal/instrument"
)

// The parts of a QuestionnaireResponse of R4 that are written.
type (
	responseOut struct {
		ResourceType  string         `json:"resourceType"`
		ID            string         `json:"id,omitempty"`
		Meta          *metaOut       `json:"meta,omitempty"`
		Language      string         `json:"language,omitempty"`
		Extension     []extension    `json:"extension,omitempty"`
		Identifier    *identifierOut `json:"identifier,omitempty"`
		Questionnaire string         `json:"questionnaire"`
		Status        Status         `json:"status"`
		Subject       *referenceOut  `json:"subject,omitempty"`
		Authored      string         `json:"authored,omitempty"`
		Author        *referenceOut  `json:"author,omitempty"`
		Source        *referenceOut  `json:"source,omitempty"`
		Item          []itemOut      `json:"item,omitempty"`
	}
	metaOut struct {
		VersionID   string `json:"versionId,omitempty"`
		LastUpdated string `json:"lastUpdated,omitempty"`
	}
	referenceOut struct {
		Reference  string         `json:"reference,omitempty"`
		Type       string         `json:"type,omitempty"`
		Identifier *identifierOut `json:"identifier,omitempty"`
		Display    string         `json:"display,omitempty"`
	}
	identifierOut struct {
		System string `json:"system,omitempty"`
		Value  string `json:"value"`
	}
	itemOut struct {
		Extension []extension `json:"extension,omitempty"`
		LinkID    string      `json:"linkId"`
		Text      string      `json:"text,omitempty"`
		Answer    []answerOut `json:"answer,omitempty"`
		Item      []itemOut   `json:"item,omitempty"`
	}
	answerOut struct {
		Boolean *bool    `json:"valueBoolean,omitempty"`
		Decimal *float64 `json:"valueDecimal,omitempty"`
		Date    string   `json:"valueDate,omitempty"`
		String  string   `json:"valueString,omitempty"`
		Coding  *coding  `json:"valueCoding,omitempty"`
	}
)

// WriteResponse writes a response to the Questionnaire that [Write] makes of the form's definition, with its scores. Without an address of
// a Questionnaire it names ours.
func WriteResponse(response Response, form *instrument.Form) ([]byte, error) {
	return tree.JSON(writeResponse(response, form))
}

func writeResponse(response Response, form *instrument.Form) responseOut {
	w := &writer{d: form.Definition}
	out := responseOut{ResourceType: "QuestionnaireResponse", ID: response.ID, Language: response.Language, Questionnaire: response.Questionnaire,
		Status: response.Status, Subject: response.Subject.out(), Author: response.Author.out(), Source: response.Source.out()}
	if out.Questionnaire == "" {
		out.Questionnaire = canonical(form.Definition.Code) + "|" + itoa(form.Number)
	}
	if response.Version > 0 {
		out.Meta = &metaOut{itoa(response.Version), response.Updated.Time().UTC().Format(time.RFC3339)}
	}
	if response.Identifier.Value != "" {
		out.Identifier = &identifierOut{response.Identifier.System, response.Identifier.Value}
	}
	out.Extension = extensionAt(measuredURL, response.Circumstances)
	if !response.Authored.IsZero() {
		out.Authored = response.Authored.Time().UTC().Format(time.RFC3339)
	}
	settled := form.Settle(response.Answers)
	for _, s := range form.Definition.Sections {
		if s.Repeats == nil {
			if items := w.answers(s, settled.Items); len(items) > 0 {
				out.Item = append(out.Item, itemOut{LinkID: sectionLink + s.Code, Item: items})
			}
			continue
		}
		for _, entry := range settled.Entries[s.Code] {
			out.Item = append(out.Item, itemOut{LinkID: sectionLink + s.Code, Item: w.answers(s, entry)})
		}
	}
	for _, s := range form.Score(settled) {
		if s.Exists {
			out.Item = append(out.Item, itemOut{LinkID: scoreLink + s.Scale, Answer: []answerOut{{Decimal: &s.Value}}})
		}
	}
	return out
}

func (r Reference) out() *referenceOut {
	if r == (Reference{}) {
		return nil
	}
	out := &referenceOut{Reference: r.Reference, Type: r.Type, Display: r.Display}
	if r.Value != "" {
		out.Identifier = &identifierOut{r.System, r.Value}
	}
	return out
}

func (w *writer) answers(s instrument.Section, answers map[string]instrument.Answer) []itemOut {
	var all []itemOut
	for _, item := range s.Items {
		a := answers[item.Code]
		out := itemOut{LinkID: item.Code}
		switch a.State {
		case instrument.Given:
			out.Answer = w.answer(item, a)
		case instrument.Declined:
			out.Extension = []extension{{URL: absentURL, Code: "asked-declined"}}
		default:
			continue
		}
		all = append(all, out)
	}
	return all
}

func (w *writer) answer(item instrument.Item, a instrument.Answer) []answerOut {
	switch item.Kind {
	case instrument.ScaleItem, instrument.NumberItem:
		return []answerOut{{Decimal: &a.Number}}
	case instrument.DateItem:
		return []answerOut{{Date: a.Day.String()}}
	case instrument.ShortTextItem, instrument.LongTextItem:
		return []answerOut{{String: a.Text}}
	case instrument.MultipleItem:
		var all []answerOut
		for _, code := range a.Options {
			all = append(all, answerOut{Coding: w.coded(item, code)})
		}
		return all
	}
	if item.Kind == instrument.YesNoItem && len(w.options(item)) == 0 {
		yes := a.Option == instrument.Yes
		return []answerOut{{Boolean: &yes}}
	}
	return []answerOut{{Coding: w.coded(item, a.Option)}}
}

// coded is an option with its weight, as the score's expression wants it.
func (w *writer) coded(item instrument.Item, code string) *coding {
	for _, o := range w.options(item) {
		if o.Coding.Code == code {
			o.Coding.DisplayX = nil
			return &o.Coding
		}
	}
	return &coding{Code: code}
}
