package smalldisk

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestAFullDiskTakesNothingMoreUntilThereIsRoom(t *testing.T) {
	Run(t, 4<<20, func(t *testing.T, d *Disk) {
		if err := d.Fill(1 << 20); err != nil {
			t.Fatal(err)
		}
		path, content := filepath.Join(d.Folder, "visits"), make([]byte, 2<<20)
		if err := os.WriteFile(path, content, 0o600); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("the full disk says %v", err)
		}
		if err := d.Free(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := d.Fill(8 << 20); err == nil {
			t.Error("more room is left than there is")
		}
	})
}
