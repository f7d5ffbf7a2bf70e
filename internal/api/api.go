// Package api is the face for other programs: HL7 FHIR R4 over HTTP, in JSON. It reads what a program sends, calls the same verbs as every
// other face, and tells what became of it in FHIR's own words; it holds no rules. docs/fhir-api.md tells how to use it.
package api

import (
	"net"
	"net/http"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/fault"
	"rinnalla/internal/program"
	"rinnalla/internal/web"
)

// Options are what the face needs beside the database.
type Options struct {
	// Address is the network address a request comes from; nil for the connection's own.
	Address func(*http.Request) string
}

// largestBundle is as much as one request may send, in bytes: 10,000 responses are some 30 MB.
const largestBundle = 256 << 20

// base is where everything begins.
const base = "/api/fhir"

// Routes is the table of all addresses of this package. Every request but that for the CapabilityStatement brings a token.
func Routes(o Options) []web.Route {
	door := &web.Door{Recognise: o.recognise, Tell: tell}
	open := &web.Door{Recognise: anybody, Tell: tell}
	return []web.Route{
		{Pattern: "GET /api/fhir/metadata", Needs: access.Public, Door: open, Free: capabilities},
		{Pattern: "GET /api/fhir/Questionnaire", Needs: access.ReadInstruments, Door: door, Act: searchQuestionnaires},
		{Pattern: "GET /api/fhir/Questionnaire/{questionnaire}", Needs: access.ReadInstruments, Door: door, Act: readQuestionnaire},
		{Pattern: "GET /api/fhir/QuestionnaireResponse", Needs: access.ReadMeasurements, Door: door, Act: searchResponses},
		{Pattern: "GET /api/fhir/QuestionnaireResponse/{response}", Needs: access.ReadMeasurements, Door: door, Act: readResponse},
		{Pattern: "POST /api/fhir/QuestionnaireResponse", Needs: access.RecordMeasurements, Door: door, Free: receiveOne, RawBody: true, MaxBody: largestResponse},
		{Pattern: "POST /api/fhir", Needs: access.RecordMeasurements, Door: door, Free: receiveBundle, RawBody: true, MaxBody: largestBundle},
		{Pattern: "POST /api/fhir/{$}", Needs: access.RecordMeasurements, Door: door, Free: receiveBundle, RawBody: true, MaxBody: largestBundle},
		{Pattern: "GET /api/fhir/", Needs: access.Public, Door: open, Free: nothingThere},
		{Pattern: "POST /api/fhir/", Needs: access.Public, Door: open, Free: nothingThere, RawBody: true},
		{Pattern: "PUT /api/fhir/", Needs: access.Public, Door: open, Free: notDone, RawBody: true},
		{Pattern: "PATCH /api/fhir/", Needs: access.Public, Door: open, Free: notDone, RawBody: true},
		{Pattern: "DELETE /api/fhir/", Needs: access.Public, Door: open, Free: notDone, RawBody: true},
	}
}

// nothingThere answers every other address, in FHIR's words.
func nothingThere(*web.Request) (*web.Answer, error) { return nil, fault.Missing() }

// notDone answers interactions that are not there: nothing on record is changed or removed through the API.
func notDone(r *web.Request) (*web.Answer, error) {
	answer, err := body(http.StatusMethodNotAllowed, outcomeOf([]issue{
		{Severity: "error", Code: "not-supported", Details: details{r.Print.T("api.not_done")}, Diagnostics: "api.not_done"}}))
	if err == nil {
		answer.Header("Allow", "GET, HEAD, POST")
	}
	return answer, err
}

func anybody(*web.Request) (web.Identity, error) {
	return web.Identity{Actor: access.Visitor(), SignedIn: true}, nil
}

// recognise finds the program by the token in its Authorization header (RFC 6750).
func (o Options) recognise(r *web.Request) (web.Identity, error) {
	secret, is := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !is {
		return web.Identity{}, nil
	}
	who, found, err := program.Come(r.Context(), r.Acts(), strings.TrimSpace(secret), o.address(r.Request))
	return web.Identity{Actor: who, SignedIn: found}, err
}

func (o Options) address(r *http.Request) string {
	if o.Address != nil {
		return o.Address(r)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

const mediaType = "application/fhir+json; charset=utf-8"

// speaks refuses what is not JSON.
func speaks(r *web.Request) error {
	sent := strings.ToLower(r.Header.Get("Content-Type"))
	if r.Method == http.MethodPost && sent != "" && !strings.Contains(sent, "json") {
		return fault.New(fault.Invalid, "api.only_json")
	}
	wanted := strings.ToLower(r.Header.Get("Accept") + " " + r.URL.Query().Get("_format"))
	if strings.Contains(wanted, "xml") && !strings.Contains(wanted, "json") && !strings.Contains(wanted, "*/*") {
		return fault.New(fault.Invalid, "api.only_json")
	}
	return nil
}
