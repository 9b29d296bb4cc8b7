#!/usr/bin/env bash
# Makes the zip of the OrdersDemo function, for Lambda's managed .NET runtime or as a native binary for a custom runtime.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: build/package-function.sh [--native | --managed] [--arch x64|arm64] [--output DIR]

Makes the OrdersDemo stream function's deployment package.

  --native      A native executable named bootstrap, for runtime provided.al2023. The default.
                Needs clang or gcc to link. Fails if the executable needs a glibc newer than 2.34.
  --managed     An executable on the .NET runtime, for runtime dotnet10.
  --arch ARCH   The processor: x64 or arm64. Default: this machine's. Native code is made on a machine of its own kind.
  --output DIR  Where the zip goes. Default: artifacts/functions
  --help        This.
USAGE
}

fail() { echo "package-function: $*" >&2; exit 1; }
need() { command -v "$1" >/dev/null || fail "$1 is not on PATH; $2."; }

# Amazon Linux 2023 has this glibc: a symbol of a newer one would keep the function from starting.
max_glibc=2.34

kind=native
arch=
output=
while [ $# -gt 0 ]; do
  case "$1" in
    --native|--managed) kind=${1#--} ;;
    --arch|--output)
      [ $# -ge 2 ] || fail "$1 needs a value; see --help."
      if [ "$1" = --arch ]; then arch=$2; else output=$2; fi
      shift ;;
    -h|--help) usage; exit ;;
    *) usage >&2; fail "'$1' is no option of this." ;;
  esac
  shift
done

case "$(uname -m)" in
  x86_64) host=x64 ;;
  aarch64|arm64) host=arm64 ;;
  *) host=$(uname -m) ;;
esac
arch=${arch:-$host}
case "$arch" in
  x64) lambda_arch=x86_64 ;;
  arm64) lambda_arch=arm64 ;;
  *) fail "--arch takes x64 or arm64, not '$arch'." ;;
esac

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
output=${output:-$root/artifacts/functions}

need dotnet "install the .NET 10 SDK"
command -v zip >/dev/null || need python3 "install zip, or python3 that makes the zip instead"

if [ "$kind" = native ]; then
  [ "$(uname -s)" = Linux ] || fail "a native function is made on Linux; in a container of Amazon Linux 2023, for example."
  [ "$arch" = "$host" ] || fail "native code for $arch cannot be made on $host; run this on a machine of that kind."
  command -v clang >/dev/null || need gcc "install clang or gcc, which link native code"
  linker=$(command -v clang || command -v gcc)
  echo 'int main(void) { return 0; }' | "$linker" -x c -o /dev/null - -lm || fail "$linker cannot link a program; install the C library's headers (libc6-dev, glibc-devel)."
fi

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

check_glibc() {
  local needed newest
  if command -v objdump >/dev/null; then needed=$(objdump -T "$1")
  elif command -v readelf >/dev/null; then needed=$(readelf --dyn-syms --wide "$1")
  else echo "package-function: neither objdump nor readelf is on PATH; the needed glibc is not checked." >&2; return; fi
  newest=$(grep -oE 'GLIBC_[0-9]+(\.[0-9]+)+' <<<"$needed" | sort -uV | tail -n 1 | sed 's/GLIBC_//')
  [ -n "$newest" ] || fail "$1 names no glibc symbol; is it a dynamically linked executable?"
  if [ "$(printf '%s\n' "$newest" "$max_glibc" | sort -V | tail -n 1)" != "$max_glibc" ]; then
    grep -E "GLIBC_${newest//./\\.}([^0-9.]|$)" <<<"$needed" >&2
    fail "the executable needs glibc $newest, and provided.al2023 has $max_glibc: build on an older system, for example in a container of Amazon Linux 2023."
  fi
  echo "Needs glibc $newest; provided.al2023 has $max_glibc."
}

make_zip() {
  rm -f "$2"
  if command -v zip >/dev/null; then
    (cd "$1" && zip -qr -X "$2" .)
  else
    # Keeps the files' permissions: Lambda must be able to run bootstrap.
    (cd "$1" && python3 -c 'import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    for folder, _, names in os.walk("."):
        for name in names: z.write(os.path.join(folder, name))' "$2")
  fi
}

# Beside the repository's own bin and obj folders: a build or test run that is going on there is not disturbed.
publish() { dotnet publish "$root/samples/OrdersDemo.StreamFunction" -c Release -r "linux-$arch" --artifacts-path "$made/build" -o "$made/publish" "$@"; }

mkdir "$made/zip"
if [ "$kind" = native ]; then
  publish -p:PublishAot=true
  install -m 755 "$made/publish/bootstrap" "$made/zip/bootstrap"
  check_glibc "$made/zip/bootstrap"
  runtime=provided.al2023
  handler='bootstrap (a custom runtime does not look at it)'
else
  publish --self-contained false
  cp "$made"/publish/*.dll "$made"/publish/*.json "$made/zip/"
  runtime=dotnet10
  handler=OrdersDemo.StreamFunction
fi

mkdir -p "$output"
output=$(cd "$output" && pwd)
zip_file=$output/orders-function-$kind-$arch.zip
make_zip "$made/zip" "$zip_file"

echo
echo "Made          $zip_file ($(wc -c <"$zip_file" | tr -d ' ') bytes)"
echo "Runtime       $runtime"
echo "Architecture  $lambda_arch"
echo "Handler       $handler"
echo "Environment   Cdc__TopicArn: the topic's ARN"
