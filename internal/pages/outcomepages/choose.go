package outcomepages

import (
	"net/url"
	"slices"

	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// hows are the ways of answering as a worker chooses among them.
//
//i18n:keys outcome.how.*
//i18n:keys outcome.how_hint.*
var hows = []string{"desk", "interview", "worker", "link", "kiosk", "paper"}

// alone are those in which questions are shown, and not a worker's form.
var alone = []string{"link", "kiosk", "paper"}

// choosePage asks with what to measure, and how it is to be answered.
type choosePage struct {
	form
	client      client.Client
	instruments []instrument.Instrument
	agreed      bool
}

// begin asks first what to measure with and how; then it is the form itself, or that of a link.
func (o Options) begin(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	c, to, err := asked(tx, r)
	if err != nil || to != nil {
		return to, err
	}
	p := choosePage{form: newForm(r, "outcome.new_title"), client: c}
	if p.agreed, err = outcome.MayMeasure(tx, c.ID); err != nil {
		return nil, err
	}
	if p.instruments, err = usable(tx, c.Organisation); err != nil {
		return nil, err
	}
	p.typed = url.Values{"how": {hows[0]}, "instrument": {r.FormValue("instrument")}, "occasion": {r.FormValue("occasion")}}
	if r.URL.Query().Has("how") {
		p.typed.Set("how", r.FormValue("how"))
		i, wrong := p.chosen()
		if wrong == nil {
			return o.onward(tx, r, c, i)
		}
		p.errors = r.Errors(wrong)
	}
	return web.Show(chooseView(p)), nil
}

// chosen is the instrument that was chosen, if all was.
func (p choosePage) chosen() (instrument.Instrument, error) {
	var c fault.Checks
	at := slices.IndexFunc(p.instruments, func(i instrument.Instrument) bool { return i.ID.String() == p.typed.Get("instrument") })
	c.That(at >= 0, "instrument", "outcome.instrument_missing")
	how := p.typed.Get("how")
	c.That(slices.Contains(hows, how), "how", "form.not_an_option")
	if at >= 0 {
		v, _ := p.instruments[at].Newest()
		c.That(!v.Definition.ScoreOnly || !slices.Contains(alone, how), "how", "outcome.link_score_only")
	}
	if err := c.Err(); err != nil {
		return instrument.Instrument{}, err
	}
	return p.instruments[at], nil
}

func (o Options) onward(tx *act.Tx, r *web.Request, c client.Client, i instrument.Instrument) (*web.Answer, error) {
	v, _ := i.Newest()
	switch how := r.FormValue("how"); how {
	case "link", "kiosk", "paper":
		return web.Redirect(with(clientHref(c.ID, "links", "new"), url.Values{"version": {v.ID.String()}, "way": {how}, "occasion": {r.FormValue("occasion")}})), nil
	default:
		return o.newMeasurement(tx, r, c, v, how)
	}
}

func (p choosePage) instrumentChoices() []ui.Choice {
	var all []ui.Choice
	for _, i := range p.instruments {
		v, _ := i.Newest()
		d := v.Definition
		all = append(all, ui.Choice{Option: ui.Option{Value: i.ID.String(), Label: titleOf(p.Page, d), Hint: d.In(d.Summary, string(p.Lang()))}})
	}
	return all
}

func (p choosePage) howChoices() []ui.Choice {
	var all []ui.Choice
	for _, how := range hows {
		all = append(all, ui.Choice{Option: ui.Option{Value: how, Label: p.T("outcome.how." + how), Hint: p.T("outcome.how_hint." + how)}})
	}
	return all
}
