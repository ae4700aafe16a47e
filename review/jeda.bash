# bash completion for jeda(1)
_jeda() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local verb=${COMP_WORDS[1]} words=
  COMPREPLY=()
  case $prev in
    --config | --rules)
      compopt -o default
      return
      ;;
    --state)
      COMPREPLY=($(compgen -W "held released returned discarded" -- "$cur"))
      return
      ;;
    --from | --login | --to | --at | --client | --limit) return ;;
  esac
  if ((COMP_CWORD == 1)); then
    words="check explain history held --help --version"
  else
    case $verb in
      check) words="--config --json --help" ;;
      explain) words="--from --login --to --at --client --config --rules --json --help" ;;
      history) words="--limit --config --rules --json --help" ;;
      held)
        if ((COMP_CWORD == 2)); then
          words="list show --help"
        elif [[ ${COMP_WORDS[2]} == list ]]; then
          words="--state --limit --config --rules --json --help"
        else
          words="--config --rules --json --help"
        fi
        ;;
    esac
  fi
  if [[ $verb =~ ^(check|explain)$ && $cur != -* ]] && ((COMP_CWORD > 1)); then
    compopt -o default # a file
    return
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _jeda jeda
