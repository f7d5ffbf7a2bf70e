package api

import (
	"cmp"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/exchange/fhir"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/web"
)

// searchset is a page of what a search found (https://hl7.org/fhir/R4/search.html).
type (
	searchset struct {
		ResourceType string      `json:"resourceType"`
		Type         string      `json:"type"`
		Link         []bundleURL `json:"link"`
		Entry        []match     `json:"entry,omitempty"`
	}
	bundleURL struct {
		Relation string `json:"relation"`
		URL      string `json:"url"`
	}
	match struct {
		FullURL  string          `json:"fullUrl"`
		Resource json.RawMessage `json:"resource"`
		Search   matchMode       `json:"search"`
	}
	matchMode struct {
		Mode string `json:"mode"`
	}
)

// Sizes of a page.
const (
	pageSize     = 50
	mostInPage   = 500
	pageParam    = "_page"
	countParam   = "_count"
	mostQuestion = 40 // parameters of one search
)

// address is the address of something here, as the program sees it.
func address(r *web.Request, path string) string {
	scheme := "http"
	if r.Secure() {
		scheme = "https"
	}
	return scheme + "://" + r.Host + base + path
}

// query is what a search asks for.
type query struct {
	url.Values
	checks fault.Checks
}

// readQuery refuses parameters that are not in the list: a search that passes over what it was asked would find too much.
func readQuery(r *web.Request, known ...string) *query {
	q := &query{Values: r.URL.Query()}
	known = append(known, countParam, pageParam, "_format", "_pretty")
	q.checks.That(len(q.Values) <= mostQuestion, "", "api.search_long")
	for name := range q.Values {
		base, _, _ := strings.Cut(name, ":")
		base, _, _ = strings.Cut(base, ".")
		found := false
		for _, k := range known {
			found = found || name == k || base == k && (k == "subject" || k == "patient")
		}
		q.checks.That(found, "", "api.search_unknown", "name", cut(name))
	}
	return q
}

func (q *query) size() int {
	text := q.Get(countParam)
	if text == "" {
		return pageSize
	}
	n, err := strconv.Atoi(text)
	q.checks.That(err == nil && n > 0, "", "api.search_value", "name", countParam, "value", cut(text))
	return min(max(n, 1), mostInPage)
}

// first is the value of the first of some parameters that is there.
func (q *query) first(names ...string) string {
	for _, name := range names {
		if v := q.Get(name); v != "" {
			return v
		}
	}
	return ""
}

// set is the page with its links; next is empty on the last one.
func set(r *web.Request, path string, q *query, next string, entries []match) (*web.Answer, error) {
	s := searchset{ResourceType: "Bundle", Type: "searchset", Entry: entries,
		Link: []bundleURL{{"self", address(r, path+"?"+q.Encode())}}}
	if next != "" {
		more := url.Values{}
		for name, values := range q.Values {
			more[name] = values
		}
		more.Set(pageParam, next)
		s.Link = append(s.Link, bundleURL{"next", address(r, path+"?"+more.Encode())})
	}
	return body(200, s)
}

func readQuestionnaire(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	in, err := instrument.FindCode(tx, tx.Actor.Home(), r.PathValue("questionnaire"))
	if err != nil {
		return nil, err
	}
	v, has := in.Newest()
	if !has {
		return nil, fault.Missing()
	}
	text, _, err := fhir.Write(v.Definition, v.Number)
	return web.Body(200, mediaType, text), err
}

// searchQuestionnaires finds instruments by code, address and title, each in its newest version, or in the one that was asked for.
func searchQuestionnaires(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	q := readQuery(r, "_id", "url", "version", "title")
	size := q.size()
	if err := q.checks.Err(); err != nil {
		return nil, err
	}
	all, err := instrument.List(tx)
	if err != nil {
		return nil, err
	}
	var entries []match
	next, seen := "", map[string]bool{}
	for _, in := range all { // by code, the organisation's own first
		v, wanted := q.version(in)
		if seen[in.Code] || !wanted || in.Code <= q.Get(pageParam) {
			continue
		}
		seen[in.Code] = true
		if len(entries) == size {
			next = lastCode(entries)
			break
		}
		text, _, err := fhir.Write(v.Definition, v.Number)
		if err != nil {
			return nil, err
		}
		entries = append(entries, match{address(r, "/Questionnaire/"+in.Code), text, matchMode{"match"}})
	}
	return set(r, "/Questionnaire", q, next, entries)
}

func lastCode(entries []match) string {
	last := entries[len(entries)-1].FullURL
	return last[strings.LastIndexByte(last, '/')+1:]
}

// version is the version of an instrument that a search asks for.
func (q *query) version(in instrument.Instrument) (instrument.Version, bool) {
	v, has := in.Newest()
	wanted, number, _ := strings.Cut(q.Get("url"), "|")
	if number == "" {
		number = q.Get("version")
	}
	for _, other := range in.Versions {
		if number == strconv.Itoa(other.Number) {
			v = other
		}
	}
	code, _, ours := fhir.Own(wanted)
	title := false
	for _, text := range v.Definition.Title {
		title = title || strings.HasPrefix(strings.ToLower(text), strings.ToLower(q.Get("title")))
	}
	return v, has && (number == "" || number == strconv.Itoa(v.Number)) && title && (q.Get("_id") == "" || q.Get("_id") == in.Code) &&
		(wanted == "" || ours && code == in.Code || !ours && wanted == v.Definition.Licence.Source)
}

func readResponse(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	which, err := web.PathID[outcome.Measurement](r, "response")
	if err != nil {
		return nil, tx.Require(access.ReadMeasurements, access.Subject{Organisation: tx.Actor.Home(), Kind: "measurement"})
	}
	h, err := outcome.Find(tx, which)
	if err != nil {
		return nil, err
	}
	now := h.Now()
	if now.State == outcome.Withdrawn {
		return body(410, outcomeOf([]issue{{Severity: "error", Code: "deleted", Details: details{r.Print.T("api.withdrawn")}, Diagnostics: "api.withdrawn"}}))
	}
	of, err := client.Hold(tx, now.Client, client.Measuring)
	if err != nil {
		return nil, err
	}
	texts, err := written(tx, []outcome.Found{{Version: now, ClientNumber: of.Number}})
	if err != nil {
		return nil, err
	}
	return web.Body(200, mediaType, texts[0]).Header("ETag", `W/"`+strconv.Itoa(now.No)+`"`), nil
}

// written are measurements as FHIR has them.
func written(tx *act.Tx, all []outcome.Found) ([]json.RawMessage, error) {
	ids := make([]outcome.MeasurementID, len(all))
	for i, m := range all {
		ids[i] = m.ID
	}
	names, err := namesOf(tx, ids)
	if err != nil {
		return nil, err
	}
	texts := make([]json.RawMessage, len(all))
	for i, m := range all {
		f, err := instrument.FormOf(tx, m.Version.Measurement.Version)
		if err != nil {
			return nil, err
		}
		// What is outside is not named either.
		if within, err := outcome.Within(tx, outcome.MeasurementID(m.Moment), tx.Actor.Only()); err != nil {
			return nil, err
		} else if !within {
			m.Moment = outcome.MomentID(m.ID)
		}
		if texts[i], err = fhir.WriteResponse(response(m.Version, m.ClientNumber, names[m.ID], f), f); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// searchResponses finds measurements by client, questionnaire, day and identifier.
func searchResponses(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	q := readQuery(r, "_id", "subject", "patient", "questionnaire", "authored", "identifier")
	f := outcome.Filter{Size: q.size()}
	q.days(&f)
	if page := q.Get(pageParam); page != "" {
		after, err := id.Parse[outcome.Measurement](page)
		q.checks.That(err == nil, "", "api.search_value", "name", pageParam, "value", cut(page))
		f.After = after
	}
	system, value := q.subject()
	if err := cmp.Or(q.checks.Err(), wrongCode(system, value)); err != nil {
		return nil, err
	}
	found, err := q.narrow(tx, &f)
	if err != nil {
		return nil, err
	}
	var page []outcome.Found
	var next outcome.MeasurementID
	if found {
		page, next, err = outcome.Search(tx, tx.Actor.Home(), f)
	} else {
		_, err = tx.Scope(access.ReadMeasurements, "measurement")
	}
	if err != nil {
		return nil, err
	}
	texts, err := written(tx, page)
	if err != nil {
		return nil, err
	}
	entries := make([]match, len(page))
	for i, m := range page {
		entries[i] = match{address(r, "/QuestionnaireResponse/"+m.ID.String()), texts[i], matchMode{"match"}}
	}
	more := ""
	if !next.IsZero() {
		more = next.String()
	}
	return set(r, "/QuestionnaireResponse", q, more, entries)
}

// subject is whom a search names: by a system and her name in it, or by her number. Both are empty when it names nobody.
func (q *query) subject() (system, value string) {
	named := q.first("subject:identifier", "subject.identifier", "patient:identifier", "patient.identifier", "subject", "patient")
	system, value, has := strings.Cut(named, "|")
	if !has {
		return "", strings.TrimPrefix(named, "Patient/")
	}
	return system, value
}

// narrow looks up whom and what a search names. found is false when there is nobody or nothing of that name: then nothing is found.
func (q *query) narrow(tx *act.Tx, f *outcome.Filter) (found bool, err error) {
	o := tx.Actor.Home()
	if system, value := q.subject(); system != "" || value != "" {
		c, known, err := subjectOf(tx, o, fhir.Reference{System: system, Value: value})
		if err != nil || !known {
			return false, err
		}
		if f.Clients, err = client.Same(tx, c); err != nil {
			return false, err
		}
	}
	if address := q.Get("questionnaire"); address != "" {
		code, source, number := addressed(address)
		version, known, err := instrument.Addressed(tx, o, code, source, number)
		if err != nil || !known {
			return false, err
		}
		form, err := instrument.FormOf(tx, version)
		if err != nil {
			return false, err
		}
		if f.Instrument = form.Instrument; number > 0 {
			f.Version = version
		}
	}
	return true, q.one(tx, f)
}

// one narrows a search to one measurement by its id, or to those that came by an identifier. Which of them the program may read is for the
// search to see to.
func (q *query) one(tx *act.Tx, f *outcome.Filter) error {
	switch {
	case q.Get("_id") != "":
		which, err := id.Parse[outcome.Measurement](q.Get("_id"))
		if err != nil {
			which = id.Random[outcome.Measurement]() // names nothing
		}
		f.IDs = []outcome.MeasurementID{which}
	case q.Get("identifier") != "":
		system, value, has := strings.Cut(q.Get("identifier"), "|")
		if !has {
			system, value = "", system
		}
		all, err := receivedAs(tx, fhir.Identifier{System: system, Value: value})
		f.IDs = make([]outcome.MeasurementID, len(all))
		for i, one := range all {
			f.IDs[i] = one.measurement
		}
		return err
	}
	return nil
}

// days reads the prefixes of authored: eq, ge, gt, le, lt (https://hl7.org/fhir/R4/search.html#prefix). A day, a month or a year is meant whole.
func (q *query) days(f *outcome.Filter) {
	for _, text := range q.Values["authored"] {
		prefix, rest := "eq", text
		if len(text) > 2 && text[0] > '9' {
			prefix, rest = text[:2], text[2:]
		}
		from, to, ok := wholeDays(rest)
		switch {
		case !ok:
		case prefix == "eq":
			f.From, f.To = later(f.From, from), sooner(f.To, to)
		case prefix == "ge":
			f.From = later(f.From, from)
		case prefix == "gt":
			f.From = later(f.From, to)
		case prefix == "lt":
			f.To = sooner(f.To, from)
		case prefix == "le":
			f.To = sooner(f.To, to)
		default:
			ok = false
		}
		q.checks.That(ok, "", "api.search_value", "name", "authored", "value", cut(text))
	}
}

// wholeDays is the time that a date of FHIR means, half open. A moment means its day in Finland.
func wholeDays(text string) (from, to civil.Date, ok bool) {
	switch len(text) {
	case 4:
		if year, err := strconv.Atoi(text); err == nil && year > 0 {
			from = civil.Date{Year: year, Month: 1, Day: 1}
			return from, civil.Date{Year: year + 1, Month: 1, Day: 1}, true
		}
		return from, to, false
	case 7:
		from, err := civil.ParseDate(text + "-01")
		return from, from.AddMonths(1), err == nil
	case 10:
		from, err := civil.ParseDate(text)
		return from, from.AddDays(1), err == nil
	}
	at, err := civil.ParseInstant(text)
	return at.Date(), at.Date().AddDays(1), err == nil
}

func later(a, b civil.Date) civil.Date {
	if a.IsZero() || b.After(a) {
		return b
	}
	return a
}

func sooner(a, b civil.Date) civil.Date {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
