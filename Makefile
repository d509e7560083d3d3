# Waxwing: the commands of everyday work. Each target installs what it lacks (Debian and Ubuntu) or names it and stops.
#
#   make run SERVE_ARGS="--config waxwing.yaml"      make bench OUT=result.txt
#   WAXWING_BUILD=debug make run                     WAXWING_STRICT=1 make test    (our warnings become errors)

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test build lint format bench bench-queue bench-scheduler bench-smtp bench-tls bench-dkim bench-dns bench-bounce bench-end-to-end bench-destinations bench-idle completions fuzz simulate month soak docs coverage clean

SERVE_ARGS ?=
OUT ?=
BENCH_ARGS ?=
RECIPIENTS ?= 1000000
SECONDS ?= 60
TARGETS ?=
SCHEDULES ?= 50000
KILLS ?= 1000
CUTS ?= 250
SEEDS ?= 1000
SEED ?= 1
SIMULATIONS ?= 20000
# One set of flags for every debug build, or each command would rebuild what the one before it built.
DEBUG_BUILD = swift build --build-tests --enable-code-coverage
SIMULATE_BUILD = swift build -c release --product simulate
EXAMPLES_BUILD = swift build --disable-index-store --package-path Examples --scratch-path .build-examples
SWIFT_FILES = $(wildcard Package.swift Sources Tests Examples Benchmarks Fuzz)

help:  ## show these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do \
		printf '  make %-15s %s\n' "$$name" "$$what"; done

run:  ## build the daemon, show one message's whole way, then serve until interrupted
	@Scripts/need build
	@Scripts/run $(SERVE_ARGS)

build:  ## build every target for debugging
	@Scripts/need build
	@$(DEBUG_BUILD)

test:  ## unit tests with coverage, real peers, the examples, every product alone
	@Scripts/need build test
	@Scripts/phase test/build $(DEBUG_BUILD)
	@Scripts/phase test/unit Scripts/unit-tests --enable-code-coverage
	@Scripts/phase test/coverage Scripts/coverage
	@Scripts/phase test/power-cuts env WAXWING_SCHEDULES=500 LOG=.build/power-cuts.log Scripts/unit-tests \
		--enable-code-coverage --filter 'PowerCutTests|MailQueueTrialOnDiskTests'
	@Scripts/phase test/simulation/build $(SIMULATE_BUILD)
	@Scripts/phase test/simulation/self-test Scripts/simulate --self-test
	@Scripts/phase test/simulation Scripts/simulate --seeds $(SEEDS)
	@Scripts/phase test/peers Tests/InteropTests/peers/fetch
	@Scripts/phase test/interop Tests/InteropTests/run --binary .build/debug/waxwing
	@Scripts/phase test/examples $(EXAMPLES_BUILD)
	@Scripts/phase test/foreign Scripts/check-foreign

coverage:  ## unit tests alone, then line coverage per library
	@Scripts/need build test
	@$(DEBUG_BUILD)
	@swift test --skip-build --enable-code-coverage
	@Scripts/coverage

lint:  ## format, module graph, file sizes, links, scripts; first the proof that each check can fail
	@Scripts/need lint
	@Scripts/lint-selftest
	@Scripts/lint

format:  ## rewrite the Swift sources in the house format
	@Scripts/need lint
	@swift format format --in-place --recursive --parallel $(SWIFT_FILES)

bench:  ## measure the release build beside Postfix on this machine; OUT=FILE keeps the tables; BENCH_ARGS=--full for all
	@Scripts/need build test
	@OUT="$(OUT)" Scripts/bench $(BENCH_ARGS)

bench-end-to-end:  ## measure mail from SMTP in to SMTP out, signed, beside Postfix with opendkim; OUT=FILE keeps it
	@Scripts/need build test
	@swift build -c release --product waxwing
	@set -o pipefail; Benchmarks/peers/compare-end-to-end --binary .build/release/waxwing $(BENCH_ARGS) \
		| tee $(if $(OUT),"$(OUT)")

bench-destinations:  ## measure what slow receivers cost the others, a thousand at once; OUT=FILE keeps the tables
	@Scripts/need build test
	@swift build -c release --product waxwing
	@set -o pipefail; Benchmarks/peers/compare-destinations --binary .build/release/waxwing $(BENCH_ARGS) \
		| tee $(if $(OUT),"$(OUT)")

bench-idle:  ## measure starts, and memory and wake-ups of a daemon at rest; OUT=FILE keeps the table
	@Scripts/need build test
	@swift build -c release --product waxwing
	@set -o pipefail; Benchmarks/idle --binary .build/release/waxwing $(BENCH_ARGS) | tee $(if $(OUT),"$(OUT)")

bench-queue:  ## measure the store beside SQLite alone, then a queue of a million; OUT=FILE keeps the tables
	@Scripts/need build test
	@swift build -c release --package-path Benchmarks --scratch-path .build-benchmarks --product queue-bench
	@set -o pipefail; binary=.build-benchmarks/release/queue-bench; \
		{ $$binary raw && $$binary accept && $$binary million --recipients $(RECIPIENTS); } | tee $(if $(OUT),"$(OUT)")

bench-scheduler:  ## measure the steps and the memory of the scheduler, a thousand to a million deliveries queued
	@Scripts/need build
	@swift build -c release --package-path Benchmarks --scratch-path .build-benchmarks --product scheduler-bench
	@set -o pipefail; .build-benchmarks/release/scheduler-bench | tee $(if $(OUT),"$(OUT)")

fuzz:  ## every fuzz target for a minute; SECONDS=N for another time, TARGETS="server client" for these only
	@Scripts/need build lint
	@Scripts/fuzz --seconds $(SECONDS) $(TARGETS)

simulate:  ## days of the queue under a virtual clock, network and disk, each from a seed; SEEDS=N: how many
	@Scripts/need build test
	@$(SIMULATE_BUILD)
	@Scripts/simulate --self-test
	@Scripts/simulate --seeds $(SEEDS)

month:  ## a simulated month of mail in the four delivery modes, side by side; SEED=N, OUT=FILE keeps the table
	@Scripts/need build
	@$(SIMULATE_BUILD)
	@set -o pipefail; Scripts/simulate --month --seed $(SEED) | tee $(if $(OUT),"$(OUT)")

soak:  ## power cuts, kills, full disks, simulated days for hours; SCHEDULES=N KILLS=N CUTS=N SIMULATIONS=N SECONDS=N
	@Scripts/need build test
	@$(DEBUG_BUILD)
	@$(SIMULATE_BUILD)
	@Scripts/soak --schedules $(SCHEDULES) --kills $(KILLS) --cuts $(CUTS) --simulations $(SIMULATIONS) \
		$(if $(filter command environment,$(origin SECONDS)),--seconds $(SECONDS))

bench-smtp:  ## measure the protocol's machines and the transport beside a bare handler (nothing of Postfix)
	@Scripts/need build test
	@swift build -c release --package-path Benchmarks --scratch-path .build-benchmarks
	@.build-benchmarks/release/protocol-bench
	@Benchmarks/transport --binary .build-benchmarks/release/transport-bench

bench-tls:  ## measure TLS, kept connections and logins, then TLS beside Postfix; OUT=FILE keeps the tables
	@Scripts/need build test
	@swift build -c release --package-path Benchmarks --scratch-path .build-benchmarks --product transport-bench
	@set -o pipefail; binary=.build-benchmarks/release/transport-bench; \
		{ Benchmarks/transport-tls --binary $$binary && echo && \
		Benchmarks/peers/tls_comparison.py --binary $$binary; } | tee $(if $(OUT),"$(OUT)")

bench-dns:  ## measure look-ups beside dnsperf against the same NSD, and the cache; OUT=FILE keeps the table
	@Scripts/need build test
	@swift build -c release --package-path Benchmarks --scratch-path .build-benchmarks --product dns-bench
	@set -o pipefail; Benchmarks/peers/dns_comparison.py --binary .build-benchmarks/release/dns-bench \
		| tee $(if $(OUT),"$(OUT)")

bench-bounce:  ## measure what it costs to say what a reply or a returned message means
	@Scripts/need build
	@swift build -c release --package-path Benchmarks --scratch-path .build-benchmarks --product bounce-bench
	@set -o pipefail; .build-benchmarks/release/bounce-bench | tee $(if $(OUT),"$(OUT)")

bench-dkim:  ## measure DKIM beside OpenSSL alone, in time and in instructions, then beside others; OUT=FILE keeps it
	@Scripts/need build test bench
	@swift build -c release --package-path Benchmarks --scratch-path .build-benchmarks --product dkim-bench
	@set -o pipefail; binary=.build-benchmarks/release/dkim-bench; \
		{ $$binary && echo && Benchmarks/dkim-instructions --binary $$binary && echo && \
		Benchmarks/peers/dkim_comparison.py --binary $$binary; } | tee $(if $(OUT),"$(OUT)")

completions:  ## completions for bash, zsh and fish, by the program itself; OUT=DIR (default: .build/completions)
	@Scripts/need build
	@swift build -c release --product waxwing
	@set -e; folder="$(or $(OUT),.build/completions)"; mkdir -p "$$folder"; \
		for place in bash:waxwing zsh:_waxwing fish:waxwing.fish; do \
		file="$$folder/$${place#*:}"; \
		.build/release/waxwing --generate-completion-script=$${place%%:*} >"$$file.new"; \
		mv "$$file.new" "$$file"; echo "$$file"; done

docs:  ## reference documentation of every library into .build-docs/html
	@Scripts/need build
	@Scripts/docs

clean:  ## remove everything that was built
	@rm -rf .build .build-* Examples/.build Benchmarks/.build Tests/ForeignPackage/.build
