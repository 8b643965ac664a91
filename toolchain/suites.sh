# shellcheck shell=bash
# ./dev test: one stage after the other, each with its log in build/logs, and the count of all of them at the end.
# A stage that fails without a failed test to its name (it did not build, crashed, ran no test) counts as one failure.
: "${checkout:?}" "${root_hash:?}"

passed=0 failed=0

do_test() {
  local all=no
  if [[ ${1:-} == --all ]]; then all=yes; export QUERN_LONG=1; fi
  mkdir -p build/logs
  set +e  # a failed stage is counted, and the rest goes on
  stage toolchain check_toolchain
  stage format do_fmt --check
  stage parity run_parity
  stage native-debug:build build_preset native-debug && stage native-debug:tests run_ctest native-debug
  stage openapi run_openapi
  stage wasm-debug:build build_preset wasm-debug && stage wasm-debug:tests run_ctest wasm-debug
  stage package run_package
  if [[ -e wasm/CMakeLists.txt ]]; then stage wasm-release:build build_preset wasm-release quern_web quern_list_page; fi
  stage size run_size
  if [[ -e serve/CMakeLists.txt ]]; then stage native-release:build build_preset native-release serve; fi
  if [[ -e tests/e2e/run ]]; then stage end-to-end run_end_to_end; fi
  if [[ $all == yes && -e serve/CMakeLists.txt ]]; then
    stage native-tsan:build build_preset native-tsan && stage native-tsan:tests run_ctest native-tsan -L serve
  fi
  echo "$passed passed, $failed failed"
  ((failed == 0))
}

# Runs a stage and adds up its count: the last `N passed, N failed` in its log, where it is a stage of tests.
stage() {  # name, command…
  local name=$1 log="build/logs/${1/:/-}.log" started=$SECONDS status=0 count stage_passed=0 stage_failed=0
  shift
  say "$name"
  with_progress . "$log" "$@" || status=$?
  count=$(grep -aE '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -1) || true
  if [[ -n $count ]]; then read -r stage_passed _ stage_failed _ <<<"$count"; fi
  if [[ $* == run_* ]] && ((stage_passed + stage_failed == 0)); then echo "no test ran" >>"$log"; status=1; fi
  if ((status != 0 && stage_failed == 0)); then stage_failed=1; fi
  passed=$((passed + stage_passed)) failed=$((failed + stage_failed))
  if ((stage_failed > 0)); then
    tail -n 60 "$log"
    say "$name FAILED after $((SECONDS - started)) s${count:+: $count} (log: $log)"
    return 1
  fi
  say "$name: ${count:-done}, $((SECONDS - started)) s (log: $log)"
}

# The tools in use are the root folder's, and of the versions we know.
check_toolchain() {
  local name expected found good=yes
  if [[ -n ${QUERN_ROOT:-} && $(cat /etc/quern-root 2>/dev/null) != "$root_hash" ]]; then
    echo "these are not the tools of $QUERN_ROOT"
    good=no
  fi
  while read -r name expected; do
    case $name in
      imgui) found=$(sed -n 's/^#define IMGUI_VERSION  *"\(.*\)"/\1/p' "${QUERN_IMGUI_DIR:-/opt/imgui}/imgui.h") || true ;;
      *) found=$("$name" --version 2>/dev/null | grep -oE '[0-9]+\.[0-9.]+' | head -1) || true ;;
    esac
    echo "$name ${found:-not found}"
    if [[ $found != "$expected"* ]]; then echo "  but $expected is expected"; good=no; fi
  done < <(grep -v '^#' toolchain/versions.txt)
  [[ $good == yes ]]
}

run_ctest() {  # preset, options of ctest…
  local preset=$1 status=0 results="$checkout/build/logs/$1.xml"
  rm -f "$results"
  ctest --preset "$preset" --parallel "$(nproc)" --no-tests=error --output-junit "$results" \
    --test-output-size-passed 10000000 --test-output-size-failed 10000000 "${@:2}" || status=$?
  python3 toolchain/count-tests.py "$results" || status=1
  return "$status"
}

run_parity() { python3 toolchain/check-parity.py; }
run_openapi() { tests/openapi/run build/native-debug/serve/serve; }
run_package() { tests/package/run; }
run_size() { build_preset wasm-release one_query && tests/size/run; }
run_end_to_end() { tests/e2e/run; }
