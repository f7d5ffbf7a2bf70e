package clientpages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// historyPage is what was known of a client when, and who changed it.
type historyPage struct {
	web.Page
	surroundings
	today    civil.Date
	client   client.Client
	versions []client.Version
}

func showHistory(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	c, to, err := asked(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	p := historyPage{Page: r.Page("client.history_title"), today: tx.Today(), client: c}
	if p.versions, err = client.History(tx, c.ID); err != nil {
		return nil, err
	}
	if p.surroundings, err = around(tx, c.Organisation); err != nil {
		return nil, err
	}
	people := make([]access.WorkerID, len(p.versions))
	for i, v := range p.versions {
		people[i] = v.RecordedBy
	}
	err = p.call(tx, c.Organisation, people...)
	return web.Show(historyView(p)), err
}

func (p historyPage) events() []ui.Event {
	var all []ui.Event
	for i, v := range p.versions {
		e := ui.Event{When: p.Instant(v.RecordedAt), Machine: v.RecordedAt.String(), Title: p.T("client.event_changed"), By: p.worker(v.RecordedBy)}
		if v.Reason != "" {
			e.Text = p.T("client.event_reason", "reason", v.Reason)
		}
		if i == 0 {
			e.Tag = p.T("client.in_force")
		}
		if i+1 == len(p.versions) {
			e.Title = p.T("client.event_registered")
		} else {
			e.Content = changes(p.changed(p.versions[i+1], v))
		}
		all = append(all, e)
	}
	return all
}

// changed tells what one version has otherwise than the one before.
func (p historyPage) changed(was, now client.Version) []string {
	var all []string
	for _, f := range []struct{ label, was, now string }{
		{"client.family", was.Family, now.Family}, {"client.given", was.Given, now.Given}, {"client.identity", was.Identity.String(), now.Identity.String()},
		{"client.born", p.Date(was.Born), p.Date(now.Born)}, {"client.birth_year", yearText(was.BirthYear), yearText(now.BirthYear)},
		{"client.non_disclosure", p.yes(was.NonDisclosure), p.yes(now.NonDisclosure)},
		{"client.phone", was.Phone, now.Phone}, {"client.email", was.Email, now.Email}, {"client.address", was.Address, now.Address},
		{"client.municipality", municipalityName(p.Page, p.today, was.Municipality), municipalityName(p.Page, p.today, now.Municipality)},
		{"client.language", p.language(was.Language), p.language(now.Language)}, {"client.interpreter", p.yes(was.Interpreter), p.yes(now.Interpreter)},
		{"client.note", was.Note, now.Note},
	} {
		protected := f.label == "client.phone" || f.label == "client.email" || f.label == "client.address" || f.label == "client.municipality"
		if protected && (was.Withheld || now.Withheld) {
			continue
		}
		switch {
		case f.was == f.now:
		case f.was == "":
			all = append(all, p.T("client.change_added", "field", p.T(f.label), "now", f.now))
		case f.now == "":
			all = append(all, p.T("client.change_removed", "field", p.T(f.label), "was", f.was))
		default:
			all = append(all, p.T("client.change", "field", p.T(f.label), "was", f.was, "now", f.now))
		}
	}
	if was.Withheld || now.Withheld {
		all = append(all, p.T("client.change_withheld"))
	}
	return all
}

func (p historyPage) yes(is bool) string {
	if is {
		return p.T("client.yes")
	}
	return p.T("client.no")
}

func (p historyPage) language(code string) string {
	if code == "" {
		return ""
	}
	return languageName(p.Page, code)
}
