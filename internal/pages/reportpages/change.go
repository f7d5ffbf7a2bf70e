package reportpages

import (
	"net/url"
	"strconv"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
	"rinnalla/internal/report"
	"rinnalla/internal/stats"
	"rinnalla/internal/web"
)

// changeOptions are what all readers of reports on change share.
type changeOptions struct {
	rule  report.Disclosure
	known *report.Known
}

// changeAddress is the address of a report on change as the reader typed it.
type changeAddress struct {
	instrument, scale, from, to, area, unit, who, pairs string
	shared                                              bool
}

func readChangeAddress(r *web.Request) changeAddress {
	v := r.URL.Query()
	a := changeAddress{
		instrument: v.Get("instrument"), scale: v.Get("scale"), from: v.Get("from"), to: v.Get("to"), area: v.Get("area"), unit: v.Get("unit"),
		who: v.Get("who"), pairs: v.Get("pairs"), shared: v.Get("view") == "shared",
	}
	if a.unit != "" && a.area == "" {
		a.area, a.unit = "unit:"+a.unit, ""
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
func (a changeAddress) query(r *web.Request, o changeOptions) (report.ChangeQuery, error) {
	f := r.TypedForm()
	q := report.ChangeQuery{
		Instrument: a.instrument, Scale: a.scale, Who: report.Who(a.who), Pairs: report.Pairing(a.pairs), Shared: a.shared, Rule: o.rule, Known: o.known,
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
		if q.Organisation = access.OrganisationID(nowhere); key != "" {
			if o, err := id.Parse[access.Organisation](key); err == nil {
				q.Organisation = o
			}
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
	return q, f.Err()
}

// changeView is everything that the page shows.
type changeView struct {
	web.Page
	errors  web.Errors
	address changeAddress
	report  report.Change
	asked   bool
	today   civil.Date
}

// gatherChange reads the report in one act.
func gatherChange(r *web.Request, o changeOptions) (v changeView, err error) {
	v.address, v.Page = readChangeAddress(r), r.Page("change.title")
	q, err := v.address.query(r, o)
	if err != nil {
		return v, err
	}
	err = r.Read(func(tx *act.Tx) (err error) {
		v.today = tx.Today()
		v.report, err = report.OfChange(tx, q)
		return err
	})
	v.asked = err == nil
	return v, err
}

// lack says in words why a figure does not exist.
//
//i18n:keys change.lack.*
func (v changeView) lack(why stats.Lack) string {
	return v.T("change.lack."+string(why), "count", v.report.Query.Rule.Threshold, "mean", v.report.Query.Rule.LeastForMean)
}

// missingLine is who is missing on a scale.
func (v changeView) missingLine(s report.ScaleChange) string {
	started, told := s.Started.Value()
	pairs, pairsTold := s.Pairs.Value()
	lost, _ := s.Lost.Value()
	switch {
	case told:
		return v.T("change.missing_line", "started", v.N(int64(started)), "pairs", v.N(int64(pairs)), "lost", v.N(int64(lost)))
	case pairsTold:
		return v.T("change.missing_kept", "pairs", v.N(int64(pairs)), "why", v.lack(s.Lost.Lack()))
	}
	return v.T("change.missing_hidden", "why", v.lack(s.Pairs.Lack()))
}

// ruleLine is the rule for what is missing.
func (v changeView) ruleLine() string { return v.T("change.rule") }

// versionsLine names the instrument and the versions whose scores count.
func (v changeView) versionsLine() string {
	var numbers []string
	for _, n := range v.report.Versions {
		numbers = append(numbers, strconv.Itoa(n))
	}
	return v.T("change.versions", "instrument", v.report.Definition.In(v.report.Definition.Title, string(v.Lang())), "numbers", v.List(numbers))
}
