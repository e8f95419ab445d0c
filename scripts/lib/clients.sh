# Sourced after packages.sh. Puts the vendors' own clients, pinned in Tests/Fidelity/requirements.txt, into .build-tools/.

install_clients() {
    local wanted=Tests/Fidelity/requirements.txt
    if cmp -s "$wanted" .build-tools/installed.txt; then return 0; fi
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        if ! command -v apt-get >/dev/null; then
            echo "Python 3.10 or later with venv is missing: the fidelity tests need it." >&2
            return 1
        fi
        as_root apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
    fi
    echo "Installing the vendors' own clients"
    rm -rf .build-tools
    python3 -m venv .build-tools
    .build-tools/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$wanted"
    cp "$wanted" .build-tools/installed.txt
}
