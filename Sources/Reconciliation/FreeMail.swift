/// Domains of free and of disposable mail: people of all companies share them, so they never name one (R25).
/// Source: compiled by hand for entente from the providers' own sign-up pages; changes count in `CanonicalForm.version`.
public enum FreeMail {
    /// True if a canonical domain, or one it lies under, is in the lists.
    public static func contains(_ domain: String) -> Bool {
        var rest = domain[...]
        while true {
            if domains.contains(String(rest)) { return true }
            guard let dot = rest.firstIndex(of: ".") else { return false }
            rest = rest[rest.index(after: dot)...]
        }
    }

    /// Domains of mail that anyone can have for nothing, as listed.
    public static let freeDomains = Set(free.split(whereSeparator: \.isWhitespace).map(String.init))

    /// Domains of mail for one use, as listed.
    public static let disposableDomains = Set(disposable.split(whereSeparator: \.isWhitespace).map(String.init))

    private static let domains = freeDomains.union(disposableDomains)

    private static let free = """
        gmail.com googlemail.com outlook.com outlook.de outlook.fr outlook.es outlook.it outlook.jp outlook.com.br
        hotmail.com hotmail.co.uk hotmail.de hotmail.fr hotmail.it hotmail.es hotmail.nl hotmail.be hotmail.ca
        live.com live.co.uk live.de live.fr live.it live.nl live.be live.ca live.com.au live.se live.dk live.no msn.com passport.com
        yahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.ca yahoo.com.au yahoo.com.br yahoo.com.mx yahoo.com.ar
        yahoo.co.in yahoo.in yahoo.co.jp yahoo.co.id yahoo.com.sg yahoo.com.ph yahoo.com.hk yahoo.com.tw ymail.com rocketmail.com
        myyahoo.com aol.com aol.co.uk aol.de aol.fr aim.com verizon.net icloud.com me.com mac.com
        proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tutamail.com tuta.io tuta.com keemail.me
        gmx.de gmx.net gmx.com gmx.at gmx.ch gmx.co.uk gmx.fr web.de t-online.de freenet.de arcor.de posteo.de posteo.net mailbox.org
        email.de mail.de 1und1.de online.de vodafone.de
        mail.com email.com usa.com consultant.com europe.com engineer.com fastmail.com fastmail.fm hushmail.com zoho.com zohomail.com
        zohomail.eu runbox.com hey.com inbox.com lycos.com excite.com juno.com netzero.net earthlink.net mindspring.com
        comcast.net att.net sbcglobal.net bellsouth.net cox.net charter.net optonline.net frontier.com windstream.net
        btinternet.com btopenworld.com sky.com virginmedia.com ntlworld.com talktalk.net tiscali.co.uk blueyonder.co.uk
        orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr
        libero.it virgilio.it alice.it tin.it tiscali.it inwind.it iol.it tim.it fastwebnet.it
        terra.es telefonica.net ya.com telenet.be skynet.be proximus.be ziggo.nl kpnmail.nl planet.nl xs4all.nl home.nl upcmail.nl
        bluewin.ch hispeed.ch sunrise.ch aon.at chello.at telia.com bredband.net spray.se online.no tele2.se
        seznam.cz centrum.cz email.cz post.cz volny.cz azet.sk wp.pl o2.pl onet.pl op.pl interia.pl gazeta.pl vp.pl tlen.pl
        freemail.hu citromail.hu abv.bg mail.bg mail.ru bk.ru inbox.ru list.ru internet.ru yandex.ru yandex.com ya.ru rambler.ru ukr.net
        i.ua meta.ua tut.by inbox.lv
        qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn aliyun.com
        naver.com daum.net hanmail.net nate.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com rediffmail.com
        uol.com.br bol.com.br terra.com.br ig.com.br globo.com prodigy.net.mx
        bigpond.com bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz shaw.ca rogers.com sympatico.ca telus.net videotron.ca
        """

    private static let disposable = """
        mailinator.com guerrillamail.com guerrillamail.net guerrillamail.org sharklasers.com grr.la 10minutemail.com 10minutemail.net
        temp-mail.org tempmail.com tempmail.net tempmailo.com tempail.com throwawaymail.com trashmail.com trashmail.de trashmail.net
        yopmail.com yopmail.fr yopmail.net getnada.com nada.email maildrop.cc mailnesia.com mailcatch.com dispostable.com discard.email
        fakeinbox.com mintemail.com mohmal.com moakt.com mytemp.email emailondeck.com spamgourmet.com spam4.me spambog.com
        mailnull.com mailexpire.com tempinbox.com tempr.email wegwerfmail.de byom.de burnermail.io 33mail.com anonaddy.me
        simplelogin.co duck.com privaterelay.appleid.com relay.firefox.com mozmail.com inboxkitten.com minuteinbox.com fakemail.net
        """
}
