package api

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/exchange/draft"
	"rinnalla/internal/exchange/fhir"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/program"
	"rinnalla/internal/web"
)

// largestResponse is as much as one response may be, in bytes.
const largestResponse = 1 << 20

// forms finds what responses answer, each once in a request.
type forms struct {
	r     *web.Request
	known map[string]*instrument.Form
	wrong map[string]error
}

func newForms(r *web.Request) *forms {
	return &forms{r, map[string]*instrument.Form{}, map[string]error{}}
}

// mostForms bounds how many addresses of questionnaires are remembered of one request.
const mostForms = 1_000

func (f *forms) find(questionnaire string) (*instrument.Form, error) {
	if form, known := f.known[questionnaire]; known {
		return form, f.wrong[questionnaire]
	}
	var form *instrument.Form
	err := f.r.Read(func(tx *act.Tx) error {
		if _, err := tx.Scope(access.RecordMeasurements, "measurement"); err != nil {
			return err
		}
		code, source, number := addressed(questionnaire)
		version, found, err := instrument.Addressed(tx, f.r.Actor.Home(), code, source, number)
		if err != nil {
			return err
		}
		if !found {
			var c fault.Checks
			c.That(false, "questionnaire", "api.questionnaire_unknown", "questionnaire", cut(questionnaire))
			return c.Err()
		}
		form, err = instrument.FormOf(tx, version)
		return err
	})
	if err != nil && fault.Of(err) == nil {
		return nil, err
	}
	if len(f.known) < mostForms {
		f.known[questionnaire], f.wrong[questionnaire] = form, err
	}
	return form, err
}

// addressed takes the address of a questionnaire apart: our own has the instrument's code and the number of its version in it; another's is
// where the instrument was brought in from, or ends in its code.
func addressed(questionnaire string) (code, source string, number int) {
	code, version, ours := fhir.Own(questionnaire)
	if ours {
		number, err := strconv.Atoi(version)
		if err != nil && version != "" {
			number = -1 // no version has it
		}
		return code, "", number
	}
	source, _, _ = strings.Cut(questionnaire, "|")
	return draft.Slug(source[strings.LastIndexByte(source, '/')+1:]), source, 0
}

func cut(text string) string {
	if letters := []rune(text); len(letters) > 200 {
		return string(letters[:200]) + "…"
	}
	return text
}

// taken is what became of a response.
type taken struct {
	status int // of HTTP
	id     outcome.MeasurementID
	issues []issue
	err    error // why it is not known: an outage or a bug
}

// take puts a response on record, in an act of its own.
func take(r *web.Request, v fhir.Verdict) (t taken) {
	defer func() {
		if p := recover(); p != nil {
			t = refused(r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	if v.Err != nil {
		return refused(r, v.Err)
	}
	m, err := measurement(r.Actor, v)
	if err != nil {
		return refused(r, err)
	}
	again := false
	err = r.Write(func(tx *act.Tx) (err error) {
		again, err = record(tx, m, v)
		return err
	})
	if err != nil {
		return refused(r, err)
	}
	t = taken{status: http.StatusCreated, id: m.ID, issues: noteIssues(r.Print, v.Notes)}
	if again {
		t.status = http.StatusOK
	}
	return t
}

func record(tx *act.Tx, m outcome.Measurement, v fhir.Verdict) (again bool, err error) {
	c, found, err := subjectOf(tx, tx.Actor.Home(), v.Response.Subject)
	if err != nil {
		return false, err
	}
	if !found {
		// The log is to have what was asked, also when there is nobody.
		err := tx.Require(access.RecordMeasurements, access.Subject{Organisation: tx.Actor.Home(), Kind: "measurement"})
		if wrong := wrongCode(v.Response.Subject.System, v.Response.Subject.Value); wrong != nil && (err == nil || fault.Is(err, fault.NotFound)) {
			return false, wrong
		}
		if err != nil {
			return false, unknownClient(err)
		}
	}
	m.Client = c
	before, known, err := had(tx, m, v)
	if err != nil {
		return false, err
	}
	if known {
		if m.ID = before.measurement; string(before.digest) == string(v.Digest[:]) {
			return true, unknownClient(outcome.MayRecord(tx, m))
		}
	}
	receipt, err := outcome.Record(tx, m)
	if err != nil {
		return false, unknownClient(err)
	}
	return receipt.Again, keep(tx, m, nameOf(v), v.Digest)
}

// had finds what came by the name of a response about the same client before, by whatever token of hers, the very same content before another.
// A program that is narrowed finds only what it may read: the rest is not there for it. The same content is not judged again, whatever has
// changed since.
func had(tx *act.Tx, m outcome.Measurement, v fhir.Verdict) (found received, known bool, err error) {
	all, err := receivedAs(tx, nameOf(v))
	if err != nil {
		return found, false, err
	}
	for _, one := range all {
		if one.client != m.Client {
			continue
		}
		within, err := outcome.Within(tx, one.measurement, tx.Actor.Only())
		if err != nil {
			return found, false, err
		}
		if within && (!known || string(one.digest) == string(v.Digest[:])) {
			found, known = one, true
		}
	}
	return found, known, nil
}

// unknownClient tells of a client who is not there, or not the program's to reach, as a fault of the response.
func unknownClient(err error) error {
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	var c fault.Checks
	c.That(false, "subject", "api.client_unknown")
	return c.Err()
}

func refused(r *web.Request, err error) taken {
	t := taken{status: http.StatusInternalServerError, issues: faultIssues(r.Print, err, r.Reference())}
	if found := fault.Of(err); found != nil {
		t.status = statuses[found.Kind]
	}
	if t.status >= http.StatusInternalServerError {
		t.err = err
	}
	return t
}

var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusUnprocessableEntity, fault.NotFound: http.StatusNotFound, fault.Forbidden: http.StatusForbidden,
	fault.Conflict: http.StatusConflict, fault.Stale: http.StatusConflict, fault.Unavailable: http.StatusServiceUnavailable,
}

// receiveOne takes one response.
func receiveOne(r *web.Request) (*web.Answer, error) {
	if err := speaks(r); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, readFault(err)
	}
	t := take(r, fhir.ReadAny(data, newForms(r).find))
	issues := t.issues
	if t.status < 300 {
		key := map[bool]string{true: "api.already_had", false: "api.taken"}[t.status == http.StatusOK]
		issues = append([]issue{{Severity: "information", Code: "informational", Details: details{r.Print.T(key)}, Diagnostics: key}}, issues...)
	}
	answer, err := body(t.status, outcomeOf(issues))
	if err != nil {
		return nil, err
	}
	if t.status < 300 {
		answer.Header("Location", base+"/QuestionnaireResponse/"+t.id.String())
	}
	return answer, t.err
}

// readFault is the fault of a body that could not be read to its end.
func readFault(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return fault.New(fault.Invalid, "fault.too_big", "limit", big.Limit>>20)
	}
	return fault.New(fault.Invalid, "fault.unreadable")
}

// sideBySide is how many responses are judged at once. They do not need each other, and together they share the disk's commits.
const sideBySide = 32

// bundle is one that is being taken: what has been read waits for others, and verdicts go into a file, so that memory does not grow.
type bundle struct {
	r       *web.Request
	known   *forms
	waiting []fhir.Verdict
	out     *bufio.Writer
	entries int
	judged  int   // of which it is known what became
	failure error // the first outage or bug
}

// receiveBundle takes a batch of responses, each an act of its own, and answers with a verdict for each, in their order. It goes on after a
// bug in one and stops at an outage: what is left is answered as not taken. What the bundle says after a fault of its own is not read.
func receiveBundle(r *web.Request) (*web.Answer, error) {
	if err := speaks(r); err != nil {
		return nil, err
	}
	file, err := web.NewFile()
	if err != nil {
		return nil, err
	}
	b := &bundle{r: r, known: newForms(r), out: bufio.NewWriterSize(file, 64<<10)}
	broken, err := b.take()
	if err == nil {
		err = b.out.Flush()
	}
	if err != nil || b.entries == 0 && broken != nil {
		if err = errors.Join(err, web.Drop(file)); err != nil {
			return nil, err
		}
		return body(http.StatusBadRequest, outcomeOf(faultIssues(r.Print, broken, r.Reference())))
	}
	answer := web.File(file, mediaType, "")
	switch {
	case b.judged == 0 && b.failure != nil:
		answer.With(http.StatusServiceUnavailable)
	case broken != nil:
		answer.With(statusOf(broken))
	}
	return answer, b.failure
}

// statusOf is the status of a bundle that was not read to its end.
func statusOf(broken error) int {
	if fault.Is(broken, fault.Forbidden) {
		return http.StatusUnauthorized
	}
	return http.StatusBadRequest
}

// take reads the bundle to its end. broken is the fault of the bundle itself; entries before it have been taken.
func (b *bundle) take() (broken, err error) {
	if _, err := b.out.WriteString(`{"resourceType":"Bundle","type":"batch-response","entry":[`); err != nil {
		return nil, err
	}
	read := fhir.ReadBundle(b.r.Body, b.known.find, func(v fhir.Verdict) error {
		if b.waiting = append(b.waiting, v); len(b.waiting) < sideBySide {
			return nil
		}
		return b.judge()
	})
	if fault.Of(read) == nil && read != nil {
		read = readFault(read)
	}
	if err := b.judge(); fault.Of(err) != nil {
		read = err
	} else if err != nil {
		return read, err
	}
	if read != nil {
		t := refused(b.r, read)
		t.status = statusOf(read)
		if err := b.write(t); err != nil {
			return read, err
		}
		b.entries--
	}
	_, err = b.out.WriteString("]}\n")
	return read, err
}

// judge takes what waits, side by side, and writes the verdicts, as long as the token stands: a bundle may take long, and a token that was
// revoked meanwhile is good for nothing more. Then it gives the fault that says so.
func (b *bundle) judge() error {
	if len(b.waiting) == 0 {
		return nil
	}
	verdicts := make([]taken, len(b.waiting))
	ended := program.CheckStands(b.r.Context(), b.r.Acts(), b.r.Actor)
	if !fault.Is(ended, fault.Forbidden) {
		ended = nil // what else keeps it from being known keeps the responses, too
	}
	var all sync.WaitGroup
	for i, v := range b.waiting {
		if ended != nil {
			verdicts[i] = refused(b.r, ended)
			verdicts[i].status = http.StatusUnauthorized
			continue
		}
		if fault.Is(b.failure, fault.Unavailable) {
			verdicts[i] = refused(b.r, b.failure)
			continue
		}
		all.Go(func() { verdicts[i] = take(b.r, v) })
	}
	all.Wait()
	b.waiting = b.waiting[:0]
	for _, t := range verdicts {
		if t.err == nil {
			b.judged++
		} else if b.failure == nil || fault.Is(t.err, fault.Unavailable) {
			b.failure = t.err
		}
		if err := b.write(t); err != nil {
			return err
		}
	}
	return ended
}

// entryOut is the verdict on one entry.
type entryOut struct {
	Response entryResponse `json:"response"`
}

type entryResponse struct {
	Status   string            `json:"status"`
	Location string            `json:"location,omitempty"`
	Outcome  *operationOutcome `json:"outcome,omitempty"`
}

func (b *bundle) write(t taken) error {
	e := entryOut{entryResponse{Status: strconv.Itoa(t.status) + " " + http.StatusText(t.status)}}
	if t.status < 300 {
		e.Response.Location = "QuestionnaireResponse/" + t.id.String()
	}
	if len(t.issues) > 0 {
		out := outcomeOf(t.issues)
		e.Response.Outcome = &out
	}
	text, err := compact(e)
	if err != nil {
		return err
	}
	if b.entries > 0 {
		if err := b.out.WriteByte(','); err != nil {
			return err
		}
	}
	b.entries++
	_, err = b.out.Write(text)
	return err
}
