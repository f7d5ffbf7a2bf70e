# Every command a person needs; CONTRIBUTING.md says which and when.
.DEFAULT_GOAL := check
.PHONY: demo test check bench assets build fmt licences clean

# The same flags everywhere, so that everything is compiled once. The version is stamped below instead of by Go,
# which gives up in a folder that belongs to someone else.
export GOFLAGS := $(strip $(GOFLAGS) -trimpath -buildvcs=false)
# No C in what we ship; only the race detector needs it.
export CGO_ENABLED := 0
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

# SQLite is C turned into Go: watched by the race detector it is many times slower and tells us nothing (docs/decisions/0017-what-the-race-detector-watches.md).
UNWATCHED := $(patsubst %,-gcflags=%=-race=false,modernc.org/sqlite/lib modernc.org/libc modernc.org/memory)

# Builds the program and shows it with the demo world, on http://127.0.0.1:8080.
demo: build
	bin/rinnalla demo

# The one program.
build:
	go build -ldflags "-s -w -X main.version=$(VERSION)" -o bin/rinnalla ./cmd/rinnalla

# The whole suite: both engines, race detector, browser. Installs what is missing.
test:
	tools/need.sh
	tools/lint.sh
	go -C tools test ./...
	go -C tools run ./licences -check
	$(MAKE) --no-print-directory build
	go build -o bin/withpostgres ./internal/testworld/cluster/cmd/withpostgres
	CGO_ENABLED=1 RINNALLA_TEST_ENGINES=sqlite,postgres tools/in-memory.sh bin/withpostgres -- \
		go test -race $(UNWATCHED) -count=1 -vet=off -timeout 10m ./...
	$(MAKE) --no-print-directory e2e/node_modules/.package-lock.json
	tools/in-memory.sh node --test --test-reporter=spec e2e/*.test.mjs

# The quick loop: SQLite, no race detector, no browser.
check:
	tools/lint.sh
	RINNALLA_TEST_ENGINES=sqlite go test -vet=off -timeout 2m ./...

# Figures and method are in docs/benchmarks.md. The benchmark starts its own durable PostgreSQL.
bench:
	go run ./internal/bench/cmd/bench

# Style sheets and scripts, as they are embedded in the program. Needs Node and npm; what it makes is committed.
assets:
	frontend/build.sh

# Formats the source and generates what comes from templates.
fmt:
	gofmt -w $(wildcard cmd internal schema tools)
	go tool -modfile=tools/go.mod templ fmt -prettier-command none internal
	go tool -modfile=tools/go.mod templ generate

# The list of other people's work that we build on.
licences:
	go -C tools run ./licences

clean:
	rm -rf bin var e2e/node_modules frontend/node_modules

e2e/node_modules/.package-lock.json: e2e/package-lock.json
	npm --prefix e2e ci --no-audit --no-fund
	touch $@
