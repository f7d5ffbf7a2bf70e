package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/instrument"
	"rinnalla/internal/web"
)

// operationOutcome is how FHIR tells what went wrong or is to be known (https://hl7.org/fhir/R4/operationoutcome.html).
type (
	operationOutcome struct {
		ResourceType string  `json:"resourceType"`
		Issue        []issue `json:"issue"`
	}
	issue struct {
		Severity   string   `json:"severity"`
		Code       string   `json:"code"`
		Details    details  `json:"details"`
		Expression []string `json:"expression,omitempty"`
		// Diagnostics is the message key, which stays the same in every language.
		Diagnostics string `json:"diagnostics,omitempty"`
	}
	details struct {
		Text string `json:"text"`
	}
)

func outcomeOf(issues []issue) operationOutcome {
	return operationOutcome{ResourceType: "OperationOutcome", Issue: issues}
}

// codes are FHIR's words for kinds of faults (https://hl7.org/fhir/R4/valueset-issue-type.html).
var codes = map[fault.Kind]string{
	fault.Invalid: "invalid", fault.NotFound: "not-found", fault.Forbidden: "forbidden", fault.Conflict: "conflict", fault.Stale: "conflict",
	fault.Unavailable: "transient",
}

// faultIssues tells an error, each of its fields an issue of its own. reference is by which the operator finds a bug or an outage.
func faultIssues(print *i18n.Printer, err error, reference string) []issue {
	found := fault.Of(err)
	if found == nil {
		return []issue{{Severity: "fatal", Code: "exception", Details: details{print.T("fault.internal", "reference", reference)}, Diagnostics: "fault.internal"}}
	}
	code, args := codes[found.Kind], append([]any{"reference", reference}, found.Args...)
	if found.Key == "program.wait" {
		code = "throttled"
	}
	if len(found.Fields) == 0 {
		key := found.Key
		if key == "fault.not_found" { // programs know of no pages
			key = "api.nothing_there"
		}
		return []issue{{Severity: "error", Code: code, Details: details{print.T(key, args...)}, Diagnostics: key}}
	}
	all := make([]issue, len(found.Fields))
	for i, f := range found.Fields {
		all[i] = issue{Severity: "error", Code: code, Details: details{print.T(f.Key, f.Args...)}, Diagnostics: f.Key}
		if f.Name != "" {
			all[i].Expression = []string{"QuestionnaireResponse." + element(f.Name)}
		}
	}
	return all
}

// elements are those of a response in which it stands what a measurement's field holds.
var elements = map[string]string{"day": "authored", "version": "questionnaire", "by": "source", "client": "subject", "occasion": "extension", "interpreter": "extension",
	"place": "extension", "seconds": "extension", "moment": "extension"}

// element is where in a response a field's fault is.
func element(field string) string {
	if field == "answers" || strings.HasPrefix(field, "answers.") {
		return "item"
	}
	return cmp.Or(elements[field], field)
}

// noteIssues tells what of a response is not kept, and scores that come out otherwise here.
func noteIssues(print *i18n.Printer, notes []instrument.Note) []issue {
	all := make([]issue, len(notes))
	for i, n := range notes {
		all[i] = issue{Severity: "warning", Code: "informational", Details: details{print.T(n.Key, n.Args...)}, Diagnostics: n.Key}
		if n.Place != "" {
			all[i].Expression = []string{"QuestionnaireResponse." + n.Place}
		}
	}
	return all
}

// body is an answer in JSON.
func body(status int, v any) (*web.Answer, error) {
	text, err := compact(v)
	return web.Body(status, mediaType, text), err
}

// compact is JSON as programs read it. What looks like markup stays as it is: nothing here is a page.
func compact(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

// tell is the answer to an error.
func tell(r *web.Request, status int, err error) *web.Answer {
	issues := faultIssues(r.Print, err, r.Reference())
	found := fault.Of(err)
	switch {
	case err == nil:
		status = http.StatusUnauthorized
		issues = []issue{{Severity: "error", Code: "login", Details: details{r.Print.T("api.token_needed")}, Diagnostics: "api.token_needed"}}
	case found != nil && found.Key == "api.only_json":
		status = http.StatusUnsupportedMediaType
	case found != nil && found.Key == "program.wait":
		status = http.StatusTooManyRequests
	case found != nil && found.Key == "fault.too_big":
		status = http.StatusRequestEntityTooLarge
	}
	answer, failed := body(status, outcomeOf(issues))
	if failed != nil {
		panic(failed) // strings always have a JSON form
	}
	if err == nil {
		answer.Header("WWW-Authenticate", `Bearer realm="rinnalla"`)
	}
	if status == http.StatusTooManyRequests {
		answer.Header("Retry-After", seconds(found))
	}
	return answer
}

// seconds is how long a fault says to wait.
func seconds(f *fault.Fault) string {
	for i := 0; i+1 < len(f.Args); i += 2 {
		if n, is := f.Args[i+1].(int); is && f.Args[i] == "count" {
			return strconv.Itoa(n)
		}
	}
	return "60"
}
