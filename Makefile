# What a developer types. `make` alone lists it.
export PATH := $(HOME)/.cargo/bin:$(PATH)
.PHONY: help demo test bench forms fmt lint docs deny clean

help:
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## an invented tehsil in the browser; with DISTRICT=PK611 a whole district too
	@tools/need rust compiler
	cargo run --locked --profile demo --package nser -- demo $(if $(DISTRICT),--district $(DISTRICT))

test: ## everything that is checked: formatting, lints, tests on both engines, forms, a browser
	@tools/need rust lints compiler curl postgresql chromium node java python
	@tools/throwaway-postgres -- tools/test

bench: ## how fast, beside a yardstick, on both engines; writes docs/benchmarks.md; OPTIONS="--only load" for a part
	@tools/need rust compiler postgresql
	@tools/throwaway-postgres -- cargo bench --locked --package web --bench speed -- --report $(CURDIR)/docs/benchmarks.md $(OPTIONS)

forms: ## compile the questionnaires in forms/ and check them with ODK Validate
	@tools/need java python
	tools/forms

fmt: ## format the code
	cargo fmt --all

lint: ## formatting and lints only
	@tools/need rust lints compiler
	cargo fmt --all -- --check
	cargo clippy --locked --workspace --all-targets -- --deny warnings

docs: ## write docs/generated again
	@tools/need rust compiler
	cargo run --quiet --locked --package nser -- docs docs/generated

deny: ## licences, advisories and banned crates of the dependencies
	@command -v cargo-deny >/dev/null || { echo "cargo-deny is missing: cargo install --locked cargo-deny"; exit 1; }
	cargo deny check

clean: ## remove what was built; never the data
	cargo clean
	rm -rf .venv tests-browser/node_modules
