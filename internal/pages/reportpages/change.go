package reportpages

import (
	"net/url"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/report"
	"rinnalla/internal/report/change"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// changeOptions are what all readers of reports on change share.
type changeOptions struct {
	rule  report.Disclosure
	known *change.Known
}

const changePath = "/reports/change"

// changeAddress is the address of a report on change as the reader typed it.
type changeAddress struct {
	instrument, scale, from, to, area, who, pairs string
	shared                                        bool
}

func readChangeAddress(r *web.Request) changeAddress {
	v := r.URL.Query()
	a := changeAddress{
		instrument: v.Get("instrument"), scale: v.Get("scale"), from: v.Get("from"), to: v.Get("to"), area: v.Get("area"),
		who: v.Get("who"), pairs: v.Get("pairs"), shared: v.Get("view") == "shared",
	}
	if unit := v.Get("unit"); unit != "" && a.area == "" {
		a.area = "unit:" + unit
	}
	return a
}

func (a changeAddress) href(path string) string {
	v := url.Values{}
	for name, value := range map[string]string{"instrument": a.instrument, "scale": a.scale, "from": a.from, "to": a.to, "area": a.area, "who": a.who, "pairs": a.pairs} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if a.shared {
		v.Set("view", "shared")
	}
	return path + "?" + v.Encode()
}

// query turns the address into a question. The last day is part of the period.
func (a changeAddress) query(r *web.Request, o changeOptions) (change.Query, error) {
	f := r.TypedForm()
	q := change.Query{
		Instrument: a.instrument, Scale: a.scale, Who: change.Who(a.who), Pairs: change.Pairing(a.pairs), Shared: a.shared, Rule: o.rule, Known: o.known,
	}
	if a.from != "" {
		q.Period.From = f.Date("from")
	}
	if a.to != "" {
		if to := f.Date("to"); !to.IsZero() {
			q.Period.To = to.AddDays(1)
		}
	}
	nowhere := id.Of[access.Thing]{0xff}
	kind, key, _ := strings.Cut(a.area, ":")
	switch kind {
	case "organisation":
		q.Organisation = access.OrganisationID(nowhere)
		if o, err := id.Parse[access.Organisation](key); err == nil {
			q.Organisation = o
		}
	case "unit":
		q.Unit = access.UnitID(nowhere)
		if u, err := id.Parse[access.Unit](key); err == nil {
			q.Unit = u
		}
	case "county":
		q.County = key
	case "municipality":
		q.Municipality = key
	}
	if err := a.checkArea(r.Acts().Now().Date()); err != nil {
		return q, err
	}
	return q, f.Err()
}

// checkArea tells whether there is an area of that kind and code: a report on everybody is no answer to a misspelt one.
func (a changeAddress) checkArea(today civil.Date) error {
	kind, key, _ := strings.Cut(a.area, ":")
	known := true
	switch kind {
	case "", "organisation", "unit": // known by their ids
		known = kind != "" || key == ""
	case "county":
		known = slices.ContainsFunc(area.On(today).Counties(), func(c area.County) bool { return c.Code == key })
	case "municipality":
		_, known = area.On(today).Municipality(key)
	default:
		known = false
	}
	if !known {
		return fault.Missing()
	}
	return nil
}

// changeView is everything that the page shows.
type changeView struct {
	web.Page
	errors  web.Errors
	address changeAddress
	choices change.Choices
	report  change.Report
	asked   bool
	today   civil.Date
}

// gatherChange reads the report in one act. Without an instrument there is nothing to read yet, except where there is only one.
func gatherChange(r *web.Request, o changeOptions) (v changeView, err error) {
	v.address, v.Page = readChangeAddress(r), r.Page("change.title")
	err = r.Read(func(tx *act.Tx) (err error) {
		v.today = tx.Today()
		if v.choices, err = change.ChoicesFor(tx, v.address.shared); err != nil {
			return err
		}
		if v.address.instrument == "" && len(v.choices.Instruments) == 1 {
			v.address.instrument = v.choices.Instruments[0].Code
		}
		if d, known := v.choices.Instrument(v.address.instrument); known {
			if _, has := d.Scale(v.address.scale); !has {
				v.address.scale = "" // a scale of the instrument that was chosen before
			}
		}
		q, err := v.address.query(r, o)
		if err != nil || q.Instrument == "" {
			return err
		}
		v.report, err = change.Of(tx, q)
		v.asked = err == nil
		return err
	})
	return v, err
}

func changePage(r *web.Request, o changeOptions) (*web.Answer, error) {
	v, err := gatherChange(r, o)
	v.errors = r.Errors(err)
	if v.errors.Any() && v.errors.OfForm() {
		return web.ShowFaults(changeTemplate(v)), err
	}
	if err != nil {
		return nil, err
	}
	return web.Show(changeTemplate(v)), nil
}

// lead says in one line what the figures are about.
func (v changeView) lead() string {
	switch {
	case !v.asked:
		return v.T("change.lead")
	case v.report.Shared:
		return v.T("change.lead_shared", "instrument", v.instrumentName(), "where", v.where())
	}
	return v.T("change.lead_of", "instrument", v.instrumentName(), "where", v.where())
}

func (v changeView) instrumentName() string {
	return v.report.Definition.In(v.report.Definition.Title, string(v.Lang()))
}

func (v changeView) where() string { return chosen(v.areas(), v.address.area) }

func (v changeView) instruments() []ui.Option {
	options := []ui.Option{{Value: "", Label: v.T("change.instrument_none")}}
	for _, d := range v.choices.Instruments {
		options = append(options, ui.Option{Value: d.Code, Label: d.In(d.Title, string(v.Lang()))})
	}
	return options
}

// scales are those of the chosen instrument.
func (v changeView) scales() []ui.Option {
	options := []ui.Option{{Value: "", Label: v.T("change.scale_all")}}
	d, _ := v.choices.Instrument(v.address.instrument)
	for _, s := range d.Scales {
		options = append(options, ui.Option{Value: s.Code, Label: d.In(s.Title, string(v.Lang()))})
	}
	return options
}

func (v changeView) areas() []ui.Option {
	options := []ui.Option{{Value: "", Label: v.T("report.area_all")}}
	add := func(group, value, label string) {
		options = append(options, ui.Option{Value: value, Label: label, Group: v.T(group)})
	}
	for _, o := range v.choices.Organisations {
		add("report.area_organisations", "organisation:"+o.Key, o.Name)
	}
	for _, u := range v.choices.Units {
		add("report.area_units", "unit:"+u.ID.String(), u.Name)
	}
	table := area.On(v.today)
	for _, c := range table.Counties() {
		add("change.area_counties", "county:"+c.Code, c.Name(string(v.Lang())))
	}
	for _, m := range table.Municipalities() {
		add("change.area_municipalities", "municipality:"+m.Code, m.Name(string(v.Lang())))
	}
	return options
}

//i18n:keys change.pairing.*
func (v changeView) pairings() []ui.Option {
	var options []ui.Option
	for _, p := range change.Pairings() {
		options = append(options, ui.Option{Value: string(p), Label: v.T("change.pairing." + string(p))})
	}
	return options
}

// whose are the answers of whom, one click away.
//
//i18n:keys change.who.*
func (v changeView) whose() []ui.NavItem {
	var items []ui.NavItem
	for _, who := range change.Whose() {
		there, key := v.address, string(who)
		there.who = key
		if who == change.Everyone {
			key = "everyone"
		}
		items = append(items, ui.NavItem{Label: v.T("change.who." + key), Href: there.href(changePath), Current: there == v.address})
	}
	return items
}

// oneWay are the same question narrowed in one way only, when it narrows in more.
func (v changeView) oneWay() []ui.Link {
	plain := v.address
	plain.from, plain.to, plain.who, plain.pairs = "", "", "", ""
	if kind, _, _ := strings.Cut(plain.area, ":"); kind == "county" || kind == "municipality" {
		plain.area = ""
	}
	var links []ui.Link
	add := func(key string, differs bool, edit func(*changeAddress)) {
		if differs {
			there := plain
			edit(&there)
			links = append(links, ui.Link{Label: v.T(key), Href: there.href(changePath)})
		}
	}
	add("change.only_period", v.address.from+v.address.to != "", func(a *changeAddress) { a.from, a.to = v.address.from, v.address.to })
	add("change.only_who", v.address.who != "", func(a *changeAddress) { a.who = v.address.who })
	add("change.only_pairs", v.address.pairs == string(change.StartToEnd), func(a *changeAddress) { a.pairs = v.address.pairs })
	add("change.only_home", v.address.area != plain.area, func(a *changeAddress) { a.area = v.address.area })
	return links
}

func (v changeView) hiddenFields() []ui.Pair {
	var fields []ui.Pair
	if v.address.who != "" {
		fields = append(fields, ui.Pair{Name: "who", Value: v.address.who})
	}
	if v.address.shared {
		fields = append(fields, ui.Pair{Name: "view", Value: "shared"})
	}
	return fields
}

func (v changeView) downloads() []ui.Link {
	if !v.asked {
		return nil
	}
	return []ui.Link{
		{Label: v.T("report.download_xlsx"), Href: v.address.href(changePath + ".xlsx")},
		{Label: v.T("report.download_csv"), Href: v.address.href(changePath + ".csv")},
	}
}

// day shows a day as the reader's language writes it, or what was typed.
func (v changeView) day(typed string) string {
	if d, err := civil.ParseDate(typed); err == nil {
		return v.Date(d)
	}
	return typed
}
