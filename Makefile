# Every change must pass `make test`, which .ci/run calls. PostgreSQL, Redis, Chromium and other tools are installed if missing
# (as root, by apt-get) and started for the duration of the run: see .ci/services.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
# Two rules are disabled. G104 requires a check of every error, even that of Close after another failure. G115 reports each
# conversion of a number as an overflow, and here they are days, minutes and ids. Where another rule is wrong, #nosec marks the
# line with the reason.
GOSEC       := github.com/securego/gosec/v2/cmd/gosec@v2.30.0 -quiet -exclude=G104,G115
BINARY      := cartable

.PHONY: help test check fmt build demo bench rush shots

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s%s\n", $$1, $$2}'

# SQLite is C translated to Go: under the race detector it is five times slower, and its races are not ours to find. So it is
# built without the detector.
RACE := -race -gcflags=modernc.org/sqlite/lib=-race=false

# The packages that drive a browser or whole processes run without the race detector, because the program that they start is
# built without it. They run one after the other: the other suite would disturb the speed tests of the pages.
OUTSIDE := cartable/app/browsertest cartable/app/prooftest

# The first suite is built with cgo, for the race detector; the others without, to reuse the build of check. vet has been run
# already. Suites that take minutes print each test as it ends (-v). What failed is said again at the end. A suite
# without a single result fails.
test: check ## format, vet, staticcheck, gosec, build, then all tests on SQLite, PostgreSQL, Redis and in a browser
	@.ci/with-services bash -c 'set -euo pipefail; \
	  status=0; \
	  .ci/step "tests with the race detector, compiled first" \
	    go test -vet=off $(RACE) -timeout 30m $$(go list ./... | grep -vxE "$(subst $() ,|,$(OUTSIDE))") || status=1; \
	  CGO_ENABLED=0 .ci/step "tests in a browser, then of whole processes" go test -vet=off -v -p 1 -timeout 40m $(OUTSIDE) || status=1; \
	  exit $$status' 2>&1 | .ci/failures

# Without cgo, all of these commands share one build.
check: export CGO_ENABLED := 0
check: ## the checks that need no database: format, vet, staticcheck, gosec, build
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

demo: ## the demonstration on http://localhost:8080
	go run . demo

bench: ## the benchmarks: app/bench with PostgreSQL and Redis, the import of a large town, a rush of sign-ins
	@.ci/with-services go test -run xxx -bench . -benchmem -timeout 60m ./app/bench ./app/load
	@RUSH=60s .ci/with-services go test -count 1 -v -run '^TestARushOfSignInsSlowsNobodyElse$$' ./app/prooftest

rush: ## the opening minute: a thousand parents, an old town, two web processes; some four minutes on a quiet machine
	@OPENING=60s .ci/with-services go test -count 1 -v -timeout 20m -run '^TestTheOpeningMinute$$' ./app/prooftest

shots: ## pictures of every page at 390 and 1440 px, into shots/
	@mkdir -p shots
	@SHOTS=$(CURDIR)/shots .ci/with-services go test -count 1 -run '^TestShots$$' -timeout 20m ./app/browsertest
	@ls shots | wc -l | xargs printf '%s pictures in shots/\n'
