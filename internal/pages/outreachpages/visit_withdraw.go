package outreachpages

import (
	"net/url"
	"strconv"

	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/recognise"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// withdrawal is the page that tells what will happen before a visit is taken out of all counting.
type withdrawal struct {
	form
	history outreach.History
	words   visitWords
	hints   []recognise.Hint // what looks recognisable in the reason
}

func askWithdrawal(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	h, err := visitToCorrect(tx, r)
	if err != nil {
		return nil, err
	}
	if h.Now().State == outreach.Withdrawn {
		return web.Redirect(visitHref(h.Now().ID)), nil
	}
	p, err := withdrawalPage(tx, r, h)
	if err != nil {
		return nil, err
	}
	p.typed = url.Values{"correction": {id.New[outreach.Correction]().String()}, "seen": {strconv.Itoa(h.Now().No)}}
	return web.Show(withdrawalView(p)), nil
}

func withdrawalPage(tx *act.Tx, r *web.Request, h outreach.History) (p withdrawal, err error) {
	p.Page, p.history = r.Page("visit.withdraw_title"), h
	p.words, err = wordsFor(tx, r.Print, h)
	return p, err
}

func withdrawVisit(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	h, err := visitToCorrect(tx, r)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	c := outreach.Correction{
		ID: web.FormID[outreach.Correction](f, "correction"), Seen: f.Int("seen"), Reason: f.Text("reason"),
		Stop: outreach.Stop{ID: h.Now().ID, Confirmed: f.Bool("confirmed")},
	}
	if err = f.Err(); err == nil {
		_, err = outreach.Withdraw(tx, c)
	}
	if err == nil {
		return saved(tx, visitHref(h.Now().ID), "visit.withdrawn_flash", r.URL.Path)
	}
	if !mendable(err) {
		return nil, err
	}
	p, loadErr := withdrawalPage(tx, r, h)
	if loadErr != nil {
		return nil, loadErr
	}
	p.typed, p.errors, p.hints = r.PostForm, r.Errors(err), recognise.Hints(c.Reason)
	if fault.Is(err, fault.Stale) {
		// What is withdrawn is the visit as it stands now, which the page shows.
		p.typed.Set("seen", strconv.Itoa(h.Now().No))
	}
	return again(withdrawalView(p), err)
}

func (p withdrawal) facts() []ui.SummaryRow {
	var rows []ui.SummaryRow
	for _, t := range p.words.tell(p.history.Now()) {
		if t.text != "" {
			rows = append(rows, ui.SummaryRow{Key: t.label, Value: t.text})
		}
	}
	return rows
}
