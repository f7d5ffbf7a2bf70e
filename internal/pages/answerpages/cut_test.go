package answerpages_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/cut"
)

// press sends a page as a phone does that gives up when the network is gone.
func press(client *http.Client, address string, form url.Values) (leads string, err error) {
	answer, err := client.PostForm(address, form)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if _, err := io.ReadAll(answer.Body); err != nil {
		return "", err
	}
	if answer.StatusCode != http.StatusSeeOther {
		return "", errors.New(answer.Status)
	}
	return answer.Header.Get("Location"), nil
}

// The phone cannot know how far a page came. It sends it once more, and what was there already is not there twice.
func TestANetworkThatIsCutAtAnyStepLosesNoAnswerAndDoublesNone(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		server := httptest.NewServer(w.Handler)
		t.Cleanup(server.Close)
		done := 0
		for _, at := range cut.Steps() {
			w.Clock.Advance(time.Second) // so that the links have an order
			address := w.link("mind-and-days")
			for _, page := range []struct {
				form  url.Values
				leads string
			}{
				{url.Values{"mode": {"s"}, "do": {"more"}, "answers.rested": {"=often"}, "answers.calm": {"=never"}}, "/s1"},
				{url.Values{"mode": {"s"}, "do": {"hand_in"}, "answers.rested": {"=always"}}, "/done"},
			} {
				phone := &http.Client{Transport: &cut.Once{At: at}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
				if leads, err := press(phone, server.URL+address+"/s1", page.form); err == nil {
					t.Fatalf("cut %s: the phone did not notice, and goes to %s", at, leads)
				}
				if leads, err := press(phone, server.URL+address+"/s1", page.form); err != nil || !strings.HasSuffix(leads, page.leads) {
					t.Fatalf("cut %s, sent again: %q %v", at, leads, err)
				}
			}
			done++
			all := w.measurements()
			if len(all) != done || all[0].No != 1 {
				t.Fatalf("cut %s: %d measurements, want %d", at, len(all), done)
			}
			if of := w.newest(all); of.Answers.Items["rested"].Option != "always" || of.Answers.Items["calm"].Option != "never" {
				t.Fatalf("cut %s: %+v", at, of.Answers.Items)
			}
		}
	})
}

// newest is the measurement that the newest link has become.
func (w *town) newest(all []outcome.Version) (newest outcome.Version) {
	w.Helper()
	w.Read(testworld.Aino, func(tx *act.Tx) error {
		links, err := outcome.LinksOf(tx, w.daavid)
		for _, v := range all {
			if len(links) > 0 && v.ID == links[0].Measurement {
				newest = v
			}
		}
		return err
	})
	return newest
}
