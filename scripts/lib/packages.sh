# Sourced. Installs the system packages the build needs where they are missing; needs Debian or Ubuntu for that, else it names them.

needed_packages=(ca-certificates git libcurl4-openssl-dev libidn2-dev libsqlite3-dev pkg-config sqlite3 tzdata zlib1g-dev)

as_root() {
    if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

missing_packages() {
    local name
    for name in "${needed_packages[@]}"; do
        dpkg-query -W -f='${Status}\n' "$name" 2>/dev/null | grep -q '^install ok installed$' || echo "$name"
    done
}

install_packages() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        echo "Not Debian or Ubuntu: the build needs what these packages hold: ${needed_packages[*]}"
        return 0
    fi
    local missing
    mapfile -t missing < <(missing_packages)
    if [[ ${#missing[@]} == 0 ]]; then return 0; fi
    echo "Installing system packages: ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_swift() {
    if ! command -v swift >/dev/null; then
        echo "Swift 6.3 is missing: https://www.swift.org/install" >&2
        exit 69
    fi
}
