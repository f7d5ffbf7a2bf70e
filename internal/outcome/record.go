package outcome

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

// Receipt says that a measurement is on record.
type Receipt struct {
	Measurement MeasurementID
	No          int
	Again       bool // it was already, with the same content, and nothing was done
	RecordedAt  civil.Instant
}

// Record puts on record what was answered at the desk, in an interview, on paper or with the offline app; for the client's own link there
// is HandIn. The same measurement again is answered by the receipt of the first time, whatever has happened since: corrected, withdrawn,
// consent taken back, the instrument retired, the client another's. Another under the same id is a conflict. An instrument that measures the
// client's situation takes her consent to being measured.
func Record(tx *act.Tx, m Measurement) (Receipt, error) {
	r, err := recordNow(tx, m)
	if fault.Of(err) == nil {
		return r, err
	}
	// What stands is looked for only now: most of what is recorded is new, and pays nothing for this.
	if before, found, failed := recordedAsSent(tx, m); found || failed != nil {
		return before, failed
	}
	return Receipt{}, err
}

// recordNow judges a measurement as things stand today.
func recordNow(tx *act.Tx, m Measurement) (Receipt, error) {
	made, err := makingOf(tx, m)
	if err != nil {
		return Receipt{}, err
	}
	h, err := mayRecordMade(tx, m.Client, access.RecordMeasurements, made)
	if err != nil {
		return Receipt{}, err
	}
	f, err := instrument.Answering(tx, m.Version)
	if err != nil {
		return Receipt{}, err
	}
	if err := agreed(h, f); err != nil {
		return Receipt{}, err
	}
	if m.Way == ByLink || m.Way == OnKiosk || m.Way == ByImport {
		return Receipt{}, oneFault("way", "form.not_an_option")
	}
	m, err = placed(tx, m, h, f)
	if err != nil {
		return Receipt{}, err
	}
	return put(tx, h, f, m)
}

// recordedAsSent is the receipt of a measurement that stands with the very content that is sent again; found is false when none does. It
// tells those who may measure the client, and the worker who recorded it, who learns nothing that she does not send herself.
func recordedAsSent(tx *act.Tx, m Measurement) (r Receipt, found bool, err error) {
	h, err := client.Hold(tx, m.Client, client.Measuring)
	if err != nil {
		return r, false, err
	}
	made, err := makingOf(tx, m)
	if err != nil {
		return r, false, err
	}
	if !tx.Actor.May(access.RecordMeasurements, h.SubjectMade(noun, made)) {
		mine, err := RecordedByActor(tx, m.ID)
		if err != nil || !mine {
			return r, false, err
		}
	}
	f, err := instrument.FormOf(tx, m.Version)
	if err == nil {
		r, err = recordedBefore(tx, h, f, m)
	}
	if fault.Of(err) != nil {
		return r, false, nil // there is none, or one with other content: what is wrong with this one has been told
	}
	return r, err == nil, err
}

// RecordedByActor tells a worker whether a measurement is on record that she recorded herself, whoever its client is tied to today.
func RecordedByActor(tx *act.Tx, m MeasurementID) (bool, error) {
	rows, err := findVersions(tx, m)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	by := rows[len(rows)-1].RecordedBy
	if by.IsZero() || by != tx.Actor.Worker() {
		return false, nil
	}
	return true, tx.Require(access.UseDesk, tx.Actor.Self("envelope"))
}

// agreed is nil when the client may be measured with an instrument: she has agreed to being measured, or what it asks about is the
// service and not her. It must be one of her organisation's or of the installation's.
func agreed(h client.Holder, f *instrument.Form) error {
	if f.Organisation != h.Organisation && f.Organisation != access.Installation {
		return fault.Missing()
	}
	if f.Definition.Purpose == instrument.ForMeasuring && !h.Agreed {
		return fault.New(fault.Conflict, "outcome.not_agreed")
	}
	return nil
}

// placed fills in what a measurement takes from its client and its instrument, and judges it.
func placed(tx *act.Tx, m Measurement, h client.Holder, f *instrument.Form) (Measurement, error) {
	m.Organisation, m.Instrument, m.Number = h.Organisation, f.Instrument, f.Number
	if m.Unit.IsZero() {
		m.Unit = h.Unit
	}
	if err := m.Check(f, tx.Today()); err != nil {
		return m, err
	}
	if m.Moment.IsZero() || m.Moment == MomentID(m.ID) {
		m.Moment = MomentID(m.ID)
		return m, nil
	}
	first, found, err := findCurrent(tx, MeasurementID(m.Moment))
	if err == nil && (!found || !tx.Actor.May(access.RecordMeasurements, h.SubjectMade(noun, first.made())) || first.Client != m.Client || first.Instrument != m.Instrument || (first.By == ByWorker) == (m.By == ByWorker)) {
		err = oneFault("moment", "outcome.moment_other")
	}
	return m, err
}

// put writes version 1 of a measurement that has been judged.
func put(tx *act.Tx, h client.Holder, f *instrument.Form, m Measurement) (Receipt, error) {
	v := Version{Measurement: m, No: 1, State: Current, RecordedBy: tx.Actor.Worker(), RecordedAt: tx.Now}
	taken, err := insert(tx, h, f, v)
	if err != nil {
		return Receipt{}, err
	}
	if !taken {
		return recordedBefore(tx, h, f, m)
	}
	return Receipt{Measurement: m.ID, No: 1, RecordedAt: tx.Now}, nil
}

// insert seals and packs a version and writes it; false when it is there already.
func insert(tx *act.Tx, h client.Holder, f *instrument.Form, v Version) (bool, error) {
	r, err := sealed(h, f, v)
	if err != nil {
		return false, err
	}
	return insertVersion(tx, r)
}

// sealed seals, scores and packs a version.
func sealed(h client.Holder, f *instrument.Form, v Version) (row, error) {
	packed, err := f.Pack(v.Answers)
	if err != nil {
		return row{}, err
	}
	scores := f.Score(v.Answers)
	r := row{Version: v, closed: packed.Closed, packed: pack(v.Measurement, f, scores, packed.Closed), scores: scores}
	if r.words, err = h.Seal(string(packed.Words), columnWords, r.place()); err != nil {
		return row{}, err
	}
	r.reason, err = h.Seal(v.Reason, columnReason, r.place())
	return r, err
}

// recordedBefore compares a measurement with the one that stands under its id.
func recordedBefore(tx *act.Tx, h client.Holder, f *instrument.Form, m Measurement) (Receipt, error) {
	rows, err := findVersions(tx, m.ID)
	if err != nil {
		return Receipt{}, err
	}
	if len(rows) == 0 {
		return Receipt{}, conflict()
	}
	first := rows[len(rows)-1]
	if first.Client != m.Client {
		return Receipt{}, fault.Missing()
	}
	before, err := first.open(h, f)
	if err != nil {
		return Receipt{}, err
	}
	same, err := sameAnswers(f, before.Answers, m.Answers)
	if err != nil {
		return Receipt{}, err
	}
	if !same || !before.same(m) {
		return Receipt{}, conflict()
	}
	return Receipt{Measurement: m.ID, No: rows[0].No, Again: true, RecordedAt: first.RecordedAt}, nil
}

// sameAnswers tells whether two sets of answers count as the same: the same answers are always the same bytes.
func sameAnswers(f *instrument.Form, a, b instrument.Answers) (bool, error) {
	one, err := f.Pack(a)
	if err != nil {
		return false, err
	}
	other, err := f.Pack(b)
	return string(one.Closed) == string(other.Closed) && string(one.Words) == string(other.Words), err
}
