"""Legal forms (Inc, GmbH, S.A. de C.V.) as folded words, and their removal from a company's name.

The terms come from cleanco's tables by type and country; what those lack is added here, and the terms that are
ordinary words or places (`uk`, `ad`, `sep`) are left out, because removing them would join different companies.
"""

from collections.abc import Callable

from cleanco import termdata  # type: ignore[import-untyped]

Words = tuple[str, ...]

_ORDINARY = frozenset(
    "ad aj at ba bl coop da dat ec ee ei ent ep esv et etat ev fa fie gp gte ij ik kf mb nl nuf ok pa pp private ps pse psu qk qmj"
    " sd sem sep ses sp ss st stg tapui teo ud uk vat xk xt adsitz ead peec scop s".split()
)

_ADDED = """
incorporated; inc; corp; corporation; company; co; cos; limited; ltd; lmtd; llc; lc; ulc; plc; lp; llp; lllp; pllc; ltee; limitee; cie;
proprietary limited; proprietary; pty; private limited; pvt ltd; pvt; pte; opc; public limited company; public ltd co;
public co limited; public co ltd; public company limited; pcl; public co; bhd; berhad; sdn; tbk; persero; publ; n a; national association;
aktiengesellschaft; aktiebolag; ab publ; aktieselskab; aktieselskap; gesellschaft mit beschrankter haftung; mbh; gmbh co kg; gmbh and co kg;
gmbh and co kgaa; ag and co kgaa; ag and co kg; se and co kgaa; se and co kg; ug; ug haftungsbeschrankt; se; ohg; egmbh; ggmbh; gag; kommanditgesellschaft;
naamloze vennootschap; besloten vennootschap; bv; nv; bvba; srl; sarl; sas; sasu; sa; sca; scsp; nv sa; sa nv; societe anonyme; societe par actions simplifiee;
sociedad anonima; sociedade anonima; sociedad limitada; slu; sau; sl; sa de cv; sab de cv; sapi de cv; s de rl de cv; sapi; sab; s a s; spa; societa per azioni;
ltda; eireli; epp; cv; kk; gk; yk; kabushiki kaisha; godo kaisha; jsc; pjsc; cjsc; ojsc; joint stock company; joint stock co; jsfc; pao; ao; tov;
ltd liability co; limited liability company; limited liability partnership; limited partnership; fze; fzco; fz llc; fz; dmcc; wll; psc; pjs; qpsc; kscp; ksc; saoc; saog; bsc;
oyj; oy; osakeyhtio; asa; as; a s; aps; ehf; hf; ou; oue; sia; uab; doo; dd; ad; zrt; nyrt; kft; sro; spol s r o; sp z o o; spolka akcyjna; as oy; tas; ae; epe; ike; sti; anonim sirketi;
limited sirketi; ooo; oao; zao; pp; rl; rt; gie; cic; cio; holdings plc co
"""
_PREFIXES = frozenset("ooo oao zao pao ооо оао зао пао ао тов uab pjsc cjsc ojsc".split())
_AFFIXES = ("股份有限公司", "有限责任公司", "有限責任公司", "有限公司", "株式会社", "合同会社", "有限会社", "주식회사", "유한회사")


def _terms() -> set[str]:
    tables = (termdata.terms_by_type, termdata.terms_by_country)
    listed = {term.strip() for table in tables for terms in table.values() for term in terms}
    return listed | {term.strip() for term in _ADDED.replace("\n", " ").split(";") if term.strip()}


class LegalForms:
    """The legal forms by their last word, read with the same word splitter as the names, so that both agree."""

    def __init__(self, words: Callable[[str], Words]) -> None:
        self._by_last: dict[str, list[Words]] = {}
        for form in sorted({words(term) for term in _terms()}, key=lambda form: (-len(form), form)):
            if form and not (len(form) == 1 and form[0] in _ORDINARY):
                self._by_last.setdefault(form[-1], []).append(form)

    def strip(self, words: Words) -> Words:
        """The words without legal forms at the end, or those put in front in the east of Europe; never without any word."""
        while cut := self._trailing(words):
            words = words[:-cut]
            if len(words) > 1 and words[-1] == "and":
                words = words[:-1]
        while len(words) > 1 and words[0] in _PREFIXES:
            words = words[1:]
        return words

    def _trailing(self, words: Words) -> int:
        for form in self._by_last.get(words[-1], ()) if words else ():
            if len(form) < len(words) and words[-len(form) :] == form:
                return len(form)
        return 0


def strip_affixes(key: str) -> str:
    """A key without the Chinese, Japanese and Korean forms written onto the name; never an empty one."""
    while (cut := _affixed(key)) != key:
        key = cut
    return key


def _affixed(key: str) -> str:
    for form in _AFFIXES:
        shorter = key.removesuffix(form).removeprefix(form)
        if shorter and shorter != key:
            return shorter
    return key
