package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"rinnalla/internal/testworld/cluster"
)

func TestTheCommandSeesTheAddressAndItsOwnEndIsPassedOn(t *testing.T) {
	note := filepath.Join(t.TempDir(), "address")
	code, err := run(cluster.Options{}, []string{"sh", "-c", `echo "$` + cluster.Variable + `" > ` + note + `; exit 7`}, nil)
	if err != nil || code != 7 {
		t.Fatalf("ended with %d, %v; want 7", code, err)
	}
	address, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	if len(address) < 10 {
		t.Fatalf("the command saw the address %q", address)
	}
	if connection, err := pgx.Connect(t.Context(), string(address[:len(address)-1])); err == nil {
		t.Fatal("the cluster still answers", connection.Close(t.Context()))
	}
}

func TestASignalEndsTheCommandAndThenTheCluster(t *testing.T) {
	signals := make(chan os.Signal, 1)
	signals <- syscall.SIGTERM
	code, err := run(cluster.Options{}, []string{"sleep", "1000"}, signals)
	if want := 128 + int(syscall.SIGTERM); err != nil || code != want {
		t.Fatalf("ended with %d, %v; want %d", code, err, want)
	}
}

func TestACommandThatDoesNotExistIsAnError(t *testing.T) {
	if code, err := run(cluster.Options{}, []string{"/no/such/command"}, nil); err == nil || code == 0 {
		t.Fatalf("ended with %d, %v", code, err)
	}
}
