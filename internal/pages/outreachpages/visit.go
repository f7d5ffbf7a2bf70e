package outreachpages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// visitPage is one visit: everything that was said, the rule it was counted by, and how it came to be.
type visitPage struct {
	web.Page
	history    outreach.History
	rule       outreach.Rule
	mayCorrect bool
	words      visitWords
}

// visitWords turn what a visit names into words.
type visitWords struct {
	print   *i18n.Printer
	workers workerNames
	topics  []outreach.Topic
	units   []staff.Unit
	places  map[outreach.PlaceID]outreach.Place
	round   outreach.Round
}

func showVisit(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	visit, err := web.PathID[outreach.Stop](r, "visit")
	if err != nil {
		return nil, err
	}
	h, err := outreach.Visit(tx, visit)
	if err != nil {
		return nil, err
	}
	p := visitPage{Page: r.PageTitled(h.PlaceName), history: h}
	now := h.Now()
	p.mayCorrect = now.State == outreach.Current && r.Actor.May(access.CorrectVisits, access.Of("visit", now.Organisation, now.Unit, visit))
	if p.words, err = wordsFor(tx, r.Print, h); err != nil {
		return nil, err
	}
	if p.rule, err = ruleOf(tx, now); err != nil {
		return nil, err
	}
	return web.Show(visitView(p)), nil
}

// wordsFor gathers the names of everything that the versions of a visit name.
func wordsFor(tx *act.Tx, print *i18n.Printer, h outreach.History) (w visitWords, err error) {
	w = visitWords{print: print, places: map[outreach.PlaceID]outreach.Place{}}
	now := h.Now()
	var workers []access.WorkerID
	for _, v := range h.Versions {
		workers = append(append(workers, v.Workers...), v.RecordedBy)
		if _, known := w.places[v.Place]; !known {
			if w.places[v.Place], err = outreach.OnePlace(tx, v.Place); err != nil {
				return w, err
			}
		}
	}
	if !now.Round.IsZero() {
		if w.round, err = outreach.OneRound(tx, now.Round); err != nil {
			return w, err
		}
	}
	if w.workers, err = staff.ColleagueNames(tx, workers, []access.OrganisationID{now.Organisation}); err != nil {
		return w, err
	}
	if w.topics, err = outreach.Topics(tx); err != nil {
		return w, err
	}
	w.units, err = staff.UnitsWithin(tx, access.Scope{Units: []access.UnitID{now.Unit}})
	return w, err
}

// ruleOf finds the rule by which a visit is counted: the organisation's own or the installation's.
func ruleOf(tx *act.Tx, v outreach.Version) (outreach.Rule, error) {
	for _, owner := range []access.OrganisationID{v.Organisation, access.Installation} {
		rules, err := outreach.Rules(tx, owner)
		if err != nil {
			return outreach.Rule{}, err
		}
		for _, rule := range rules {
			if rule.ID == v.Rule {
				return rule, nil
			}
		}
	}
	return outreach.Rule{}, nil
}

// told is one thing that a visit says: its name and its words, empty when it says nothing.
type told struct{ label, text string }

// tell says everything that a version says, each apart.
func (w visitWords) tell(v outreach.Version) []told {
	p := w.print
	all := []told{
		{p.T("visit.place"), w.places[v.Place].Name},
		{p.T("visit.day"), p.LongDate(v.Day)},
		{p.T("visit.clock"), clockText(p, v.Start, v.End)},
		{p.T("visit.kind"), p.T("visit.kind." + v.Kind)},
		{p.T("round.workers"), w.workers.list(p, v.Workers)},
		{p.T("visit.present"), p.N(int64(v.Present))},
		{p.T("visit.conversations"), p.N(int64(v.Conversations))},
		{p.T("visit.ages"), w.split("visit.age.", outreach.AgeBands, v.Ages[:])},
		{p.T("visit.genders"), w.split("visit.gender.", outreach.Genders, v.Genders[:])},
		{p.T("visit.clienthoods"), p.N(int64(v.Clienthoods))},
		{p.T("visit.onward_title"), w.split("visit.onward.", outreach.OnwardCodes, v.Onward[:])},
		{p.T("visit.topics"), strings.Join(w.topicNames(v.Topics), ", ")},
		{p.T("visit.heard"), v.Heard},
		{p.T("visit.feedback_title"), w.split("visit.mark.", outreach.Marks, v.Feedback[:])},
		{p.T("visit.hours"), hoursWord(p, v.Minutes)},
	}
	if v.State == outreach.Withdrawn {
		all = append(all, told{p.T("visit.state"), p.T("visit.withdrawn_tag")})
	}
	return all
}

func hoursWord(p *i18n.Printer, minutes int) string {
	if minutes == 0 {
		return ""
	}
	return p.T("visit.hours_of", "hours", hoursText(p, minutes))
}

// split lists the counts of one closed list that are not nought.
func (w visitWords) split(prefix string, codes []string, counts []int) string {
	var parts []string
	for i, code := range codes {
		if counts[i] > 0 {
			parts = append(parts, w.print.T("visit.split_part", "name", w.print.T(prefix+code), "count", counts[i]))
		}
	}
	return strings.Join(parts, " · ")
}

func (w visitWords) topicNames(topics []outreach.TopicID) []string {
	var names []string
	for _, t := range w.topics {
		if slices.Contains(topics, t.ID) {
			names = append(names, t.Name(string(w.print.Lang())))
		}
	}
	return names
}

// changes say in words what a version changed in the one before.
func (w visitWords) changes(v, before outreach.Version) []string {
	var all []string
	old := w.tell(before)
	for i, now := range w.tell(v) {
		was := told{now.label, ""}
		if i < len(old) {
			was = old[i]
		}
		switch {
		case was.text == now.text:
		case was.text == "":
			all = append(all, w.print.T("visit.change_added", "field", now.label, "now", now.text))
		case now.text == "":
			all = append(all, w.print.T("visit.change_removed", "field", now.label, "was", was.text))
		default:
			all = append(all, w.print.T("visit.change", "field", now.label, "was", was.text, "now", now.text))
		}
	}
	return all
}

func (p visitPage) now() outreach.Version { return p.history.Now() }

func (p visitPage) lead() string {
	v := p.now()
	if clock := clockText(p.Printer, v.Start, v.End); clock != "" {
		return p.T("visit.lead_clock", "day", p.LongDate(v.Day), "clock", clock, "kind", p.T("visit.kind."+v.Kind))
	}
	return p.T("visit.lead", "day", p.LongDate(v.Day), "kind", p.T("visit.kind."+v.Kind))
}

func (p visitPage) figures() []ui.Figure {
	v := p.now()
	all := []ui.Figure{
		{Value: p.N(int64(v.Present)), Label: p.T("visit.present")},
		{Value: p.N(int64(v.Conversations)), Label: p.T("visit.conversations")},
		{Value: p.N(int64(v.Clienthoods)), Label: p.T("visit.clienthoods")},
		{Value: p.N(int64(v.Onward.Sum())), Label: p.T("visit.onward")},
		{Value: meanText(p.Printer, v.Feedback), Label: p.T("visit.feedback_mean"), Note: p.T("visit.answers", "count", v.Feedback.Sum())},
	}
	for i := range all {
		all[i].Href = "#rule"
	}
	return all
}

// facts stand beside the figures: what is no number of people.
func (p visitPage) facts() []ui.SummaryRow {
	v := p.now()
	rows := []ui.SummaryRow{{Key: p.T("visit.place"), Content: linked(ui.Link{Label: p.history.PlaceName, Href: placeHref(v.Place)})}}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, ui.SummaryRow{Key: p.T(key), Value: value})
		}
	}
	add("round.workers", p.words.workers.list(p.Printer, v.Workers))
	for _, u := range p.words.units {
		add("visit.unit", u.Name)
	}
	if !v.Round.IsZero() {
		label := p.T("round.of_day", "day", p.words.round.Day)
		rows = append(rows, ui.SummaryRow{Key: p.T("visit.round"), Content: linked(ui.Link{Label: label, Href: roundHref(v.Round)})})
	}
	add("visit.hours", hoursWord(p.Printer, v.Minutes))
	add("visit.source", p.T("visit.source."+string(v.Source)))
	if v.Source == outreach.Field && !v.MadeAt.IsZero() {
		add("visit.made_at", p.Instant(v.MadeAt))
	}
	return rows
}

// splits are the counts of a closed list as a table, without what is nought.
func (p visitPage) splits(caption, prefix string, codes []string, counts []int) ui.TableProps {
	t := ui.TableProps{Caption: p.T(caption), Tight: true, Columns: []ui.Column{{Label: p.T("visit.split_what")}, {Label: p.T("visit.split_count"), Numeric: true}}}
	for i, code := range codes {
		if counts[i] > 0 {
			t.Rows = append(t.Rows, ui.Cells(p.T(prefix+code), p.N(int64(counts[i]))))
		}
	}
	return t
}

func (p visitPage) peopleTables() []ui.TableProps {
	v := p.now()
	var all []ui.TableProps
	for _, t := range []ui.TableProps{
		p.splits("visit.onward_title", "visit.onward.", outreach.OnwardCodes, v.Onward[:]),
		p.splits("visit.feedback_title", "visit.mark.", outreach.Marks, v.Feedback[:]),
		p.splits("visit.ages", "visit.age.", outreach.AgeBands, v.Ages[:]),
		p.splits("visit.genders", "visit.gender.", outreach.Genders, v.Genders[:]),
	} {
		if len(t.Rows) > 0 {
			all = append(all, t)
		}
	}
	return all
}

// events are the versions, the newest first.
//
//i18n:keys visit.source.*
func (p visitPage) events() []ui.Event {
	var all []ui.Event
	for i, v := range p.history.Versions {
		e := ui.Event{
			When: p.Instant(v.RecordedAt), Machine: v.RecordedAt.String(), By: p.words.workers.of(v.RecordedBy),
			Title: p.T("visit.event_recorded"),
		}
		if v.RecordedBy.IsZero() {
			e.By = p.T("visit.by_program")
		}
		if v.No > 1 {
			e.Title, e.Text = p.T("visit.event_corrected"), p.T("visit.event_reason", "reason", v.Reason)
		}
		if v.State == outreach.Withdrawn {
			e.Title, e.Tag, e.TagTone = p.T("visit.event_withdrawn"), p.T("visit.withdrawn_tag"), ui.Warm
		} else if i == 0 && v.No > 1 {
			e.Tag, e.TagTone = p.T("visit.in_force_tag"), ui.Good
		}
		if i+1 < len(p.history.Versions) && v.State != outreach.Withdrawn {
			e.Content = changeList(p.words.changes(v, p.history.Versions[i+1]))
		}
		all = append(all, e)
	}
	return all
}

func (p visitPage) ruleTitle() string {
	return p.T("rule.version_from", "version", strconv.Itoa(p.rule.Version), "day", p.rule.InForce)
}

// ruleLines are a rule's texts in the reader's language.
func ruleLines(print *i18n.Printer, rule outreach.Rule) []string {
	t := rule.Texts[string(print.Lang())]
	return []string{t.Visit, t.Present, t.Conversation, t.Clienthood, t.Onward, t.Feedback}
}

func heardLines(text string) templ.Component { return lines(strings.Split(text, "\n")) }
