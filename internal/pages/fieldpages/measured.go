package fieldpages

import (
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/field"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/ui"
)

// measured is a measurement that came back, with whom it is about and what was asked.
type measured struct {
	field.MeasurementBody
	client client.Client
	form   *instrument.Form
}

// loadMeasured is nil for what is no measurement, and where client or instrument is not there for the worker.
func loadMeasured(tx *act.Tx, b field.Back) (*measured, error) {
	body, readable := b.Measurement()
	if !readable {
		return nil, nil
	}
	m := &measured{MeasurementBody: body}
	var err error
	if m.client, err = client.Find(tx, body.Client); err == nil {
		m.form, err = instrument.FormOf(tx, body.Version)
	}
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return m, err
}

// measuredTable shows it as it would be read on record.
//
//i18n:keys outcome.occasion.*
//i18n:keys outcome.by.*
//i18n:keys outcome.place.*
func (p onePage) measuredTable() ui.TableProps {
	m := p.measured
	t := ui.TableProps{
		Caption: p.T("field.as_sent"), CaptionHidden: true, Tight: true,
		Columns: []ui.Column{{Label: p.T("field.sent_name")}, {Label: p.T("field.sent_value")}},
	}
	add := func(name, value string) {
		if value != "" {
			t.Rows = append(t.Rows, ui.Cells(name, value))
		}
	}
	sheet := question.Sheet{Printer: p.Printer, Form: m.form, Lang: m.Language}
	add(p.T("outcome.client"), m.client.Name())
	add(p.T("outcome.instrument"), m.form.Definition.In(m.form.Definition.Title, string(p.Lang())))
	add(p.T("outcome.occasion"), oneOf(p, "outcome.occasion.", m.Occasion, outcome.Occasions()))
	add(p.T("outcome.day"), p.Date(m.Day))
	add(p.T("outcome.by"), oneOf(p, "outcome.by.", m.By, outcome.Answerers()))
	add(p.T("outcome.place"), oneOf(p, "outcome.place.", m.Place, outcome.Places))
	answers := m.Under(m.form)
	for _, section := range m.form.Definition.Sections {
		for _, item := range section.Items {
			if section.Repeats == nil {
				add(sheet.Question(item).Text(), sheet.AnswerText(item, answers.Items[item.Code]))
				continue
			}
			for n, entry := range answers.Entries[section.Code] {
				add(sheet.EntryTitle(section, n+1)+": "+sheet.Question(item).Text(), sheet.AnswerText(item, entry[item.Code]))
			}
		}
	}
	return t
}

// oneOf is the text of a code of a closed list; a code that the list does not have stands as it was sent.
func oneOf[C ~string](p onePage, prefix string, code C, known []C) string {
	for _, one := range known {
		if one == code {
			return p.T(prefix + string(code))
		}
	}
	return string(code)
}
