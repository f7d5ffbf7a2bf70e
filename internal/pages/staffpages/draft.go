package staffpages

import (
	"context"
	"net/url"

	"rinnalla/internal/act"
	"rinnalla/internal/staff"
	"rinnalla/internal/web"
)

// KeepDraft keeps for the frame what was typed when the session had ended: for
// the page that held the form, where it is shown again.
func KeepDraft(acts *act.Acts) func(context.Context, string, *web.Request) error {
	return func(ctx context.Context, cookie string, r *web.Request) error {
		path := r.URL.Path
		if from, err := url.Parse(r.Referer()); err == nil && from.Host == r.Host && from.Path != "" {
			path = from.Path
		}
		return staff.KeepDraft(ctx, acts, cookie, path, r.PostForm)
	}
}

// Draft is what the reader had typed into the form of this page when her
// session ended; nil when there is nothing. A page shows it in the fields and
// calls DropDraft when the form is saved.
func Draft(tx *act.Tx, r *web.Request) (url.Values, error) { return staff.ReadDraft(tx, r.URL.Path) }

// DropDraft forgets the draft of the page at path.
func DropDraft(tx *act.Tx, path string) error { return staff.DropDraft(tx, path) }
