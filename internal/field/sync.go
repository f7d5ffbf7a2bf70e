package field

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/web"
)

// reply is the answer to a parcel: a verdict for each envelope, in its order.
type reply struct {
	Protocol int           `json:"protocol"`
	Now      civil.Instant `json:"now"`
	Verdicts []Verdict     `json:"verdicts"`
}

// gate has a place for every envelope that is judged now.
type gate chan struct{}

// sideBySide is how many are judged at once, of all parcels together: enough to
// share the disk's commits. More would only wait, and take memory while they do.
const sideBySide = 64

// sync lets a parcel through the gate. Each envelope is its own act, and one bad envelope never
// holds up the others. Reasons are told in the language that the phone asks
// for, else in the worker's own.
func (g gate) sync(r *web.Request) (*web.Answer, error) {
	if lang, known := i18n.ParseLang(r.URL.Query().Get("language")); known {
		r.Print = i18n.For(lang)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		// A body that breaks off is no parcel: nothing of it is judged.
		return complaint(http.StatusBadRequest, "field.unreadable", r), nil
	}
	parcel, err := ReadParcel(body)
	if err != nil {
		return complaint(http.StatusBadRequest, "field.unreadable", r), nil
	}
	if parcel.Worker != r.Actor.ID.String() {
		return complaint(http.StatusConflict, "field.other_worker", r), nil
	}
	return g.judgeAll(r, parcel)
}

func complaint(status int, key string, r *web.Request) *web.Answer {
	text, err := json.Marshal(map[string]string{"key": key, "text": r.Print.T(key)})
	if err != nil {
		panic(err) // two strings always have a JSON form
	}
	return web.Body(status, "application/json", text)
}

// judgement is one envelope before the gate.
type judgement struct {
	raw      jsontext.Value
	envelope Envelope
	unread   error
	verdict  *Verdict
	err      error // why there is no verdict: an outage or a bug
}

// judgeAll judges in the order sent, runs of visits side by side. It goes on
// after a bug in one envelope and stops at an outage: what is left is answered
// "later", and so is the whole request when nothing was judged.
func (g gate) judgeAll(r *web.Request, parcel Parcel) (*web.Answer, error) {
	out := reply{Protocol: Protocol, Now: r.Acts().Now(), Verdicts: make([]Verdict, len(parcel.Envelopes))}
	waiting := make([]judgement, len(parcel.Envelopes))
	for i, raw := range parcel.Envelopes {
		e, err := ReadEnvelope(raw)
		out.Verdicts[i] = Verdict{ID: e.nameIn(raw), Word: Later}
		waiting[i] = judgement{raw: raw, envelope: e, unread: err, verdict: &out.Verdicts[i]}
	}
	judged, failure := 0, error(nil)
	for len(waiting) > 0 && !fault.Is(failure, fault.Unavailable) {
		group := waiting[:independent(waiting)]
		waiting = waiting[len(group):]
		g.judgeGroup(r, parcel.Protocol, group)
		for _, j := range group {
			if j.err == nil {
				judged++
			} else if failure == nil || fault.Is(j.err, fault.Unavailable) {
				failure = fmt.Errorf("envelope %s: %w", j.verdict.ID, j.err)
			}
		}
	}
	text, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	answer := web.Body(http.StatusOK, "application/json", text)
	if judged == 0 {
		answer.With(http.StatusServiceUnavailable)
	}
	return answer, failure
}

// independent is how many of the next envelopes need none of each other: a run
// of visits, or one of anything else.
func independent(waiting []judgement) int {
	n := 0
	for n < len(waiting) && n < sideBySide && waiting[n].envelope.Kind == kindStop {
		n++
	}
	return max(n, 1)
}

func (g gate) judgeGroup(r *web.Request, protocol int, group []judgement) {
	var all sync.WaitGroup
	for i := range group {
		select {
		case g <- struct{}{}:
		case <-r.Context().Done():
			group[i].err = r.Context().Err() // the phone has hung up and will send it again
			continue
		}
		all.Go(func() {
			defer func() { <-g }()
			group[i].err = judge(r, protocol, &group[i])
		})
	}
	all.Wait()
}

// judge fills in the verdict of one envelope; an error means that there is none.
func judge(r *web.Request, protocol int, j *judgement) (err error) {
	defer func() {
		if p := recover(); p != nil {
			j.verdict.Word = Later
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	e, v := j.envelope, j.verdict
	switch {
	case j.unread != nil:
		err = fault.New(fault.Invalid, "field.unreadable")
	case protocol != Protocol || !e.known():
		err = fault.New(fault.Invalid, "field.update_app")
	case !e.ID.IsV7():
		err = fault.New(fault.Invalid, "field.id_of_another_kind")
	default:
		err = deliver(r, e, v)
	}
	if v.Word = said(v.Word, err); v.Word == Later {
		return err
	}
	if v.Word == Taken || v.Word == AlreadyHad {
		return nil
	}
	explain(v, err, r.Print)
	return handBack(r, j)
}

// handBack shows the version that stands and keeps the envelope for the desk.
// Without both there is no verdict: the phone must not believe that it is kept.
func handBack(r *web.Request, j *judgement) (err error) {
	v := j.verdict
	if v.Word == Conflict {
		if v.Theirs, err = theirs(r, j.envelope); err != nil {
			*v = Verdict{ID: v.ID, Word: Later}
			return err
		}
	}
	err = r.Write(func(tx *act.Tx) error { return giveBack(tx, j.envelope, j.raw, *v) })
	if err != nil {
		*v = Verdict{ID: v.ID, Word: Later}
	}
	return err
}

// said keeps what deliver found out when it went well.
func said(found Word, err error) Word {
	if err == nil && found == AlreadyHad {
		return AlreadyHad
	}
	return wordOf(err)
}

// deliver opens the envelope's act and calls the verb of its kind.
func deliver(r *web.Request, e Envelope, v *Verdict) error {
	verb, err := verbOf(e)
	if err != nil {
		return err
	}
	return r.Write(func(tx *act.Tx) error {
		again, err := verb(tx)
		if err != nil {
			return err
		}
		v.Word = Taken
		if again {
			v.Word = AlreadyHad
		}
		if e.Attempt > 1 {
			return takeOff(tx, e.ID)
		}
		return nil
	})
}

// verb does what the envelope says; again: it had been done before.
type verb func(*act.Tx) (again bool, err error)

func verbOf(e Envelope) (verb, error) {
	switch e.Kind {
	case kindStop:
		return stopVerb(e)
	case kindCorrection:
		return correctionVerb(e)
	case kindRound:
		body, err := readBody[RoundBody](e.Body)
		return func(tx *act.Tx) (bool, error) {
			return false, outreach.PlanRound(tx, body.round(outreach.RoundID(e.ID)))
		}, err
	case kindMeasurement:
		return measurementVerb(e)
	default:
		body, err := readBody[PlaceBody](e.Body)
		return func(tx *act.Tx) (bool, error) {
			return false, outreach.SavePlace(tx, body.place(outreach.PlaceID(e.ID)))
		}, err
	}
}

func stopVerb(e Envelope) (verb, error) {
	body, err := readBody[StopBody](e.Body)
	if err != nil {
		return nil, err
	}
	s, err := body.stop(outreach.StopID(e.ID), e.madeAt())
	return func(tx *act.Tx) (bool, error) {
		receipt, err := outreach.Record(tx, s)
		return receipt.Again, err
	}, err
}

func correctionVerb(e Envelope) (verb, error) {
	body, err := readBody[CorrectionBody](e.Body)
	if err != nil {
		return nil, err
	}
	c, err := body.correction(outreach.CorrectionID(e.ID))
	return func(tx *act.Tx) (bool, error) {
		receipt, err := outreach.Correct(tx, c)
		return receipt.Again, err
	}, err
}

// theirs is the version that stands, when the worker may see it; nil otherwise
// and for what has no versions.
func theirs(r *web.Request, e Envelope) (*TheirVersion, error) {
	stop := outreach.StopID(e.ID)
	if e.Kind == kindCorrection {
		body, err := readBody[CorrectionBody](e.Body)
		if err != nil {
			return nil, err
		}
		stop = body.Stop
	} else if e.Kind != kindStop {
		return nil, nil
	}
	var seen *TheirVersion
	err := r.Read(func(tx *act.Tx) error {
		var err error
		seen, err = standing(tx, stop)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return seen, err
}

func standing(tx *act.Tx, stop outreach.StopID) (*TheirVersion, error) {
	h, err := outreach.Visit(tx, stop)
	if err != nil {
		return nil, err
	}
	now := h.Now()
	names, err := staff.WorkerNames(tx, []access.WorkerID{now.RecordedBy})
	if err != nil {
		return nil, err
	}
	return &TheirVersion{Version: now.No, At: now.RecordedAt, By: names[now.RecordedBy], Body: bodyOf(now.Stop)}, nil
}
