package outreachpages

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"rinnalla/internal/act"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func handOutVisits(r *web.Request) (*web.Answer, error) {
	return handOut(r, "visits", func(f *os.File, suffix string) error {
		return r.Read(func(tx *act.Tx) error {
			p, err := gatherVisits(tx, r)
			if err != nil {
				return err
			}
			return p.handout(suffix).write(f, func(o *outgoing) (int64, error) { return p.fill(tx, o) })
		})
	})
}

// fill writes every visit of the filter. How many there must be is asked apart from reading them.
func (p visitsPage) fill(tx *act.Tx, o *outgoing) (int64, error) {
	found, err := outreach.Visits(tx, p.filter)
	if err != nil {
		return 0, err
	}
	if found.Total > mostRows {
		return 0, tooManyRows()
	}
	if !found.More && found.Total <= outreach.MostSorted {
		return p.fillInOrder(tx, o, found)
	}
	written := int64(0)
	err = outreach.EachVisit(tx, p.filter, func(v outreach.Row) error {
		if written++; written > mostRows {
			return tooManyRows()
		}
		return p.put(o, v)
	})
	want := int64(found.Total)
	if found.More {
		// The list stops counting far below the number of rows that a file may have.
		if written <= want {
			return want, fmt.Errorf("%d visits in a file of more than %d", written, want)
		}
		want = written
	}
	return want, err
}

// fillInOrder writes as many visits as a list sorts, in the order that they have on screen.
func (p visitsPage) fillInOrder(tx *act.Tx, o *outgoing, found outreach.Page) (int64, error) {
	rows := make([]outreach.Row, 0, found.Total)
	err := outreach.EachVisit(tx, p.filter, func(v outreach.Row) error {
		rows = append(rows, v)
		return nil
	})
	if err != nil {
		return 0, err
	}
	slices.SortFunc(rows, onScreen(found.Sort, p.filter.Reversed))
	for _, v := range rows {
		if err := p.put(o, v); err != nil {
			return 0, err
		}
	}
	return int64(found.Total), nil
}

// onScreen is the order of the list's pages: what it is sorted by, and among equals the newest first.
func onScreen(by outreach.Sort, reversed bool) func(a, b outreach.Row) int {
	way := -1
	if reversed {
		way = 1
	}
	stop := func(a, b outreach.Row) int { return cmp.Compare(a.ID.String(), b.ID.String()) }
	return func(a, b outreach.Row) int {
		switch by {
		case outreach.ByPlace:
			return cmp.Or(-way*cmp.Compare(i18n.Fold(a.PlaceName), i18n.Fold(b.PlaceName)), b.Day.Compare(a.Day), stop(b, a))
		case outreach.ByPresent:
			return way * cmp.Or(cmp.Compare(a.Present, b.Present), stop(a, b))
		case outreach.ByConversations:
			return way * cmp.Or(cmp.Compare(a.Conversations, b.Conversations), stop(a, b))
		case outreach.ByFeedback:
			return way * cmp.Or(cmp.Compare(meanOrNought(a), meanOrNought(b)), stop(a, b))
		}
		return way * cmp.Or(a.Day.Compare(b.Day), stop(a, b))
	}
}

func meanOrNought(v outreach.Row) float64 {
	if v.Feedback.Sum() == 0 {
		return 0
	}
	return v.Feedback.Mean()
}

func (p *visitsPage) put(o *outgoing, v outreach.Row) error {
	o.put(sheet.Text(v.ID.String()))
	o.putDay(v.Day)
	o.putClock(v.Start)
	o.putClock(v.End)
	o.put(sheet.Text(v.PlaceName))
	o.putCoded(v.Municipality, municipalityName(p.Printer, p.today, v.Municipality))
	o.put(sheet.Text(p.organisationName(v.Organisation)))
	o.put(sheet.Text(p.unitName(v.Unit)))
	o.putCoded(v.Kind, p.T("visit.kind."+v.Kind))
	for _, n := range []int{v.Present, v.Conversations, v.Clienthoods, v.Onward} {
		o.put(sheet.Integer(int64(n)))
	}
	if v.Feedback.Sum() == 0 {
		o.put(sheet.Empty())
	} else {
		o.put(sheet.Decimal(v.Feedback.Mean(), 2))
	}
	o.put(sheet.Integer(int64(v.Feedback.Sum())))
	o.put(sheet.Decimal(float64(v.Minutes)/60, 2))
	return o.end()
}

func (p visitsPage) handout(suffix string) handout {
	period := ""
	if p.value("from") != "" || p.value("to") != "" {
		period = strings.TrimSpace(p.Date(p.filter.Period.From) + "–" + p.Date(p.filter.Period.Last()))
	}
	topic := chosenOption(p.topicChoices(), p.chosenTopic())
	pairs := []ui.Pair{
		{Name: p.T("visit.period"), Value: period},
		{Name: p.T("visit.search"), Value: p.value("text")},
		{Name: p.T("visit.organisation"), Value: chosenOption(p.organisationChoices(), p.value("organisation"))},
		{Name: p.T("visit.unit"), Value: chosenOption(p.unitChoices(), p.value("unit"))},
		{Name: p.T("visit.county"), Value: chosenOption(p.counties(), p.value("county"))},
		{Name: p.T("place.municipality"), Value: chosenOption(p.municipalities(), p.value("municipality"))},
		{Name: p.T("visit.place"), Value: cmp.Or(p.place, p.value("place"))},
		{Name: p.T("visit.kind"), Value: chosenOption(p.kinds(), p.value("kind"))},
		{Name: p.T("visit.topic"), Value: topic},
		{Name: p.T("visit.worker"), Value: chosenOption(p.workerChoices(), p.value("worker"))},
		{Name: p.T("visit.with"), Value: chosenOption(p.withChoices(), p.value("with"))},
		{Name: p.T("visit.state"), Value: chosenOption(p.states(), p.value("state"))},
	}
	return handout{suffix: suffix, print: p.Printer, title: p.Title, about: p.chosenAbout(p.today, pairs...), columns: visitColumns}
}

// visitColumns are a wire contract: their codes are what programs read.
var visitColumns = []column{
	{"key", "visit.sheet_key", 38}, {"day", "visit.day", 12}, {"start", "visit.start", 0}, {"end", "visit.end", 0},
	{"place", "visit.place", 32}, {"municipality", "place.municipality", 16}, {"organisation", "visit.organisation", 26},
	{"unit", "visit.unit", 26}, {"kind", "visit.kind", 18}, {"present", "visit.present", 0},
	{"conversations", "visit.conversations", 0}, {"new_clienthoods", "visit.clienthoods", 0}, {"onward", "visit.onward", 0},
	{"feedback_mean", "visit.feedback_mean", 0}, {"feedback_n", "visit.feedback_n", 0}, {"hours", "visit.hours", 0},
}
