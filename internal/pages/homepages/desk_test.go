package homepages_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

func TestAinosDeskSaysThatARecordCameBack(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		aino := s.As("aino")
		if aino.Get("/").HasLink("Palautuneet kenttäkirjaukset") {
			t.Fatal("something waits before anything was sent")
		}
		parcel := fmt.Sprintf(`{"protocol":1,"worker":%q,"envelopes":[{"id":%q,"kind":"stop","form":1,"made_at":"","attempt":1,"body":{}}]}`,
			testworld.Aino.ID, id.New[outreach.Stop]())
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+site.Host+"/field/sync", strings.NewReader(parcel))
		if err != nil {
			t.Fatal(err)
		}
		if answer := aino.Do(request); !strings.Contains(answer.Body, `"refused"`) {
			t.Fatalf("an empty visit is answered %d %s", answer.Status, answer.Body)
		}
		desk := aino.Get("/")
		if !desk.HasLink("Palautuneet kenttäkirjaukset") || !desk.Says("Yksi kirjaus tarvitsee sinua.") {
			t.Errorf("her desk says nothing of it: %s", desk.Text())
		}
		if s.As("bertta").Get("/").HasLink("Palautuneet kenttäkirjaukset") {
			t.Error("it waits on another's desk too")
		}
	})
}
