#!/bin/sh
# Builds the commit that is checked out twice, in two folders, and compares the jars.
set -eu
repository=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for build in one two; do
    git clone -q "$repository" "$folder/$build"
    (cd "$folder/$build" && mvn -q -B -Dmaven.test.skip=true package)
done
if cmp "$folder/one/target/coffer.jar" "$folder/two/target/coffer.jar"; then
    echo "the same, byte by byte: $(sha256sum "$folder/one/target/coffer.jar" | cut -d ' ' -f 1)"
else
    for build in one two; do
        unzip -v "$folder/$build/target/coffer.jar" | sort >"$folder/$build.txt"
    done
    diff "$folder/one.txt" "$folder/two.txt" || true
    exit 1
fi
