# make test is what a change must pass; .ci/run calls it. PostgreSQL, Redis, Chromium and the like are installed if missing (as root,
# by apt-get) and started for the time of the run: see .ci/services.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
# Two rules are left out. G104 wants every error looked at, also those of Close on the way out of a failure; G115 takes each conversion of a
# number for an overflow, and here they are days, minutes and ids. Where another rule is wrong, #nosec stands there with the reason.
GOSEC       := github.com/securego/gosec/v2/cmd/gosec@v2.30.0 -quiet -exclude=G104,G115
BINARY      := cartable

.PHONY: help test check fmt build demo bench shots

help: ## what can be asked
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s%s\n", $$1, $$2}'

# SQLite is C turned into Go: under the race detector it is five times slower, and its races are not ours to find. So it is
# built without.
RACE := -race -gcflags=modernc.org/sqlite/lib=-race=false

# What drives a browser or whole processes has no races of its own to find: the program that it starts is built without the detector. One after
# the other: a page is not judged for its speed while the other suite runs.
OUTSIDE := cartable/app/browsertest cartable/app/prooftest

# Each suite is built with what it shares: the first with cgo, for the race detector; the others without, as check has built all already. vet has
# been run. What takes minutes says each test as it ends (-v). A package without tests says so in a line that proves nothing; it is left out. A
# suite without a single result fails.
test: check ## format, vet, staticcheck, gosec, build, then all tests on SQLite, PostgreSQL, Redis and in a browser
	@.ci/with-services bash -c 'set -euo pipefail; \
	  status=0; \
	  .ci/step "tests with the race detector, compiled first" \
	    go test -vet=off $(RACE) -timeout 30m $$(go list ./... | grep -vxE "$(subst $() ,|,$(OUTSIDE))") || status=1; \
	  CGO_ENABLED=0 .ci/step "tests in a browser, then of whole processes" go test -vet=off -v -p 1 -timeout 40m $(OUTSIDE) || status=1; \
	  exit $$status' 2>&1 | \
	  grep --line-buffered -vE '\[no test files\]$$|^=== |^ +--- PASS'

# Without cgo all of these share one build.
check: export CGO_ENABLED := 0
check: ## what needs no database: format, vet, staticcheck, gosec, build
	@unformatted=$$(gofmt -l *.go app db jobs static views); \
	  [ -z "$$unformatted" ] || { echo "gofmt would change:" $$unformatted >&2; exit 1; }
	@.ci/step "compiling, some minutes the first time" go build -buildvcs=false ./...
	@.ci/step "go vet" go vet ./...
	@.ci/step "staticcheck, compiled the first time" go run $(STATICCHECK) ./...
	@.ci/step "gosec, compiled the first time" go run $(GOSEC) ./...

fmt: ## format the Go files
	gofmt -w *.go app db jobs static views

build: ## the binary, static, without debug tables
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o $(BINARY) .

demo: ## a living town on http://localhost:8080
	go run . demo

bench: ## the figures: app/bench, against PostgreSQL and Redis, the import of a big town, a rush of sign-ins
	@.ci/with-services go test -run xxx -bench . -benchmem -timeout 60m ./app/bench ./app/office
	@RUSH=60s .ci/with-services go test -count 1 -v -run '^TestARushOfSignInsSlowsNobodyElse$$' ./app/prooftest

shots: ## every page at 390 and 1440 px, into shots/
	@mkdir -p shots
	@SHOTS=$(CURDIR)/shots .ci/with-services go test -count 1 -run '^TestShots$$' -timeout 20m ./app/browsertest
	@ls shots | wc -l | xargs printf '%s pictures in shots/\n'
