package field_test

import (
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/field"
	"rinnalla/internal/i18n"
	"rinnalla/internal/testworld"
)

func TestARefusedEnvelopeWaitsAtTheDeskForItsWorkerAlone(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		e := envelope("stop", y.with("conversations", -1))
		y.wants(y.send("aino", e, envelope("stop", y.visit())), field.Refused, field.Taken)
		all, waiting := y.returned(testworld.Aino)
		if waiting != 1 || len(all) != 1 || all[0].State != field.Open || all[0].Envelope.String() != e["id"] {
			t.Fatalf("%d wait: %+v", waiting, all)
		}
		if s, readable := all[0].Stop(); !readable || s.Present != 42 {
			t.Errorf("what she wrote is not there: %+v", s)
		}
		if all, waiting := y.returned(testworld.Bertta); waiting != 0 || len(all) != 0 {
			t.Errorf("Bertta sees %d of Aino's envelopes", len(all))
		}
		err := y.TryRead(testworld.Bertta, func(tx *act.Tx) error {
			_, err := field.OneBack(tx, all[0].Envelope)
			return err
		})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("Bertta opens Aino's envelope: %v", err)
		}
	})
}

func TestAnEnvelopeMendedAtTheDeskIsRecordedOnceUnderItsOwnNumber(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		e := envelope("stop", y.with("day", "2027-11-20"))
		y.wants(y.send("aino", e), field.Refused)
		all, _ := y.returned(testworld.Aino)
		mended, _ := all[0].Stop()
		mended.Day.Year = 2026
		resend := func(tx *act.Tx) error { return field.Resend(tx, all[0].Envelope, mended) }
		y.Write(testworld.Aino, resend)
		if h, found := y.onRecord(testworld.Aino, e); !found || h.Now().Day.Year != 2026 {
			t.Fatal("the mended visit is not on record")
		}
		if _, waiting := y.returned(testworld.Aino); waiting != 0 {
			t.Error("it still waits")
		}
		if err := y.TryWrite(testworld.Aino, resend); !fault.Is(err, fault.Forbidden) {
			t.Errorf("mended twice: %v", err)
		}
		// The phone does not know yet and sends its own version once more.
		y.wants(y.send("aino", again(e)), field.Refused)
		if all, waiting := y.returned(testworld.Aino); waiting != 0 || all[0].State != field.Mended {
			t.Errorf("a late copy opened it again: %+v", all)
		}
	})
}

func TestAMendingWithFaultsChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		y.wants(y.send("aino", envelope("stop", y.with("day", "2027-11-20"))), field.Refused)
		all, _ := y.returned(testworld.Aino)
		same, _ := all[0].Stop()
		err := y.TryWrite(testworld.Aino, func(tx *act.Tx) error { return field.Resend(tx, all[0].Envelope, same) })
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v", err)
		}
		if _, waiting := y.returned(testworld.Aino); waiting != 1 {
			t.Error("it does not wait any more")
		}
	})
}

func TestSettingAsideNeedsAReasonAndKeepsTheEnvelope(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		y.wants(y.send("aino", envelope("stop", y.with("present", -1))), field.Refused)
		all, _ := y.returned(testworld.Aino)
		aside := func(reason string) error {
			return y.TryWrite(testworld.Aino, func(tx *act.Tx) error { return field.SetAside(tx, all[0].Envelope, reason) })
		}
		if err := aside(""); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if err := aside("Sama käynti kirjattiin työpöydällä."); err != nil {
			t.Fatal(err)
		}
		all, waiting := y.returned(testworld.Aino)
		if waiting != 0 || all[0].State != field.Aside || all[0].Reason != "Sama käynti kirjattiin työpöydällä." || all[0].Body == "" {
			t.Errorf("%d wait: %+v", waiting, all[0])
		}
	})
}

func TestTheReasonIsToldInTheLanguageOfWhoeverReads(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		y.wants(y.send("aino", envelope("stop", y.with("present", 2_000_000))), field.Refused)
		all, _ := y.returned(testworld.Aino)
		fi, sv := all[0].Reasons(i18n.For(i18n.FI)), all[0].Reasons(i18n.For(i18n.SV))
		if len(fi) != 1 || len(sv) != 1 || fi[0] == sv[0] {
			t.Fatalf("%q, %q", fi, sv)
		}
		if want := i18n.For(i18n.FI).T("visit.present.outside", "max", 100_000); fi[0] != want {
			t.Errorf("%q, want %q", fi[0], want)
		}
	})
}
