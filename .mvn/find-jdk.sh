# Sourced by ./build and ./holdfast: finds a JDK 25 or later, exports JAVA_HOME, puts its bin first on PATH.

jdk_needed=25

is_jdk() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  major=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9]*\).*/\1/p' "$1/release")
  [ -n "$major" ] && [ "$major" -ge "$jdk_needed" ]
}

jdk_candidates() {
  echo "${JAVA_HOME:-}"
  for home in /usr/lib/jvm/* /usr/java/* /opt/*/jdk* "$HOME"/.sdkman/candidates/java/*; do
    echo "$home"
  done
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$jdk_needed" 2>/dev/null || true
  fi
  for home in /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    echo "$home"
  done
  on_path=$(command -v java 2>/dev/null) || return 0
  on_path=$(readlink -f "$on_path" 2>/dev/null) || return 0
  echo "${on_path%/bin/java}"
}

find_jdk() {
  while IFS= read -r home; do
    if [ -n "$home" ] && is_jdk "$home"; then
      JAVA_HOME=$home
      PATH=$home/bin:$PATH
      export JAVA_HOME PATH
      return 0
    fi
  done <<EOF
$(jdk_candidates)
EOF
  echo "Holdfast needs JDK $jdk_needed or later, and none was found: install one, or set JAVA_HOME to it." >&2
  exit 1
}

find_jdk
