extension ShapingRules {
    /// Cautious limits for well-known receivers.
    ///
    /// They are where a path begins: what a receiver really bears is learnt from its replies. A deployment that knows
    /// better puts its own rules before them with ``preceded(by:)``.
    public static let presets: ShapingRules = {
        do {
            return try ShapingRules(parsing: presetText)
        } catch {
            // Unreachable: a test reads the text.
            return ShapingRules()
        }
    }()

    /// The text of ``presets``, as a model for a file of one's own.
    public static let presetText = """
        # Limits by receiver, from what they publish and what senders of middling volume get along with.
        # They bound what is asked of a receiver at once; how many messages a time it bears differs by sender.

        # Refuses more than some ten connections of a small sender with 421 4.7.28; takes 100 recipients a transaction.
        rule google
          sites aspmx.l.google.com *.aspmx.l.google.com gmail-smtp-in.l.google.com *.gmail-smtp-in.l.google.com
          sites *.l.google.com smtp.google.com *.googlemail.com
          connections 10
          initial 3
          messages 50
          recipients 100

        # Consumers (outlook.com, hotmail.com, live.com, msn.com): 451 4.7.650 and 4.7.651 to an address without a name.
        rule outlook
          sites *.olc.protection.outlook.com
          connections 8
          initial 2
          messages 50
          recipients 100

        # Tenants of Exchange Online: 4.7.500 to 4.7.599 while an address sends more than usual.
        rule microsoft365
          sites *.mail.protection.outlook.com *.mx.microsoft *.mail.protection.office365.us
          sites *.mail.protection.partner.outlook.cn
          connections 15
          initial 4
          messages 50
          recipients 100

        # Yahoo and AOL: few messages over a connection, and 421 4.7.0 [TSS04] to those who open many.
        rule yahoo
          sites *.yahoodns.net *.mx.aol.com
          connections 5
          initial 2
          messages 20
          recipients 50

        # iCloud: refuses bursts from unknown addresses with 450 4.2.2 and 421 4.7.1.
        rule apple
          sites *.mail.icloud.com
          connections 5
          initial 2
          messages 50
          recipients 50

        # GMX, WEB.DE, mail.com: 421 and 450 to an address with more than a few connections.
        rule gmx
          sites mx00.gmx.net mx01.gmx.net *.gmx.net *.web.de mx-ha.web.de *.mail.com *.kundenserver.de
          connections 5
          initial 2
          messages 50
          recipients 50

        # T-Online: asks for few connections and a name that resolves both ways.
        rule t-online
          sites *.t-online.de
          connections 3
          initial 1
          messages 50
          recipients 50

        # Orange and Wanadoo: two or three connections of an address (OFR004), 100 messages over each.
        rule orange
          sites smtp-in.orange.fr *.smtp-in.orange.fr *.orange.fr *.wanadoo.fr
          connections 2
          initial 1
          messages 100
          recipients 25

        # Free: counts connections and answers 421 "too many" for minutes.
        rule free
          sites mx1.free.fr mx2.free.fr *.free.fr
          connections 2
          initial 1
          messages 50
          recipients 50

        # SFR and Neuf: as Orange.
        rule sfr
          sites *.sfr.fr *.neuf.fr
          connections 2
          initial 1
          messages 50
          recipients 25

        # La Poste: few connections, few recipients.
        rule laposte
          sites *.laposte.net
          connections 2
          initial 1
          messages 50
          recipients 25

        # Comcast: 25 connections by its own word, for well-known addresses; 421 4.1.0 to others.
        rule comcast
          sites *.comcast.net *.mxge.comcast.net
          connections 8
          initial 2
          messages 100
          recipients 100

        # Charter and Spectrum: 5 connections by their own word.
        rule charter
          sites *.charter.net *.rr.com
          connections 5
          initial 2
          messages 50
          recipients 50

        # Yandex: 35 recipients and about 30 messages over a connection.
        rule yandex
          sites mx.yandex.ru *.mx.yandex.ru mx.yandex.net *.yandex.net *.yandex.ru
          connections 5
          initial 2
          messages 20
          recipients 30

        # Mail.ru: 421 and 451 to addresses that begin with many connections.
        rule mail.ru
          sites mxs.mail.ru emx.mail.ru *.mail.ru
          connections 5
          initial 2
          messages 30
          recipients 30

        # Tencent: few connections and messages of an unknown address; 550 follows soon on insistence.
        rule qq
          sites *.qq.com *.mxhichina.com
          connections 3
          initial 1
          messages 10
          recipients 20

        # NetEase (163.com, 126.com, yeah.net): limits by address, answered with 421 RP:TRC and 451 MI:SFQ.
        rule netease
          sites *.163.com *.126.com *.netease.com *.163.net
          connections 3
          initial 1
          messages 10
          recipients 20

        # Naver: as other Korean receivers wary of addresses from abroad.
        rule naver
          sites *.naver.com *.hanmail.net *.daum.net
          connections 3
          initial 1
          messages 20
          recipients 30

        # Zoho: 421 on more than a few connections.
        rule zoho
          sites *.zoho.com *.zoho.eu *.zoho.in *.zohomail.com
          connections 5
          initial 2
          messages 50
          recipients 50

        # Fastmail: no published limit; its servers greylist what they do not know.
        rule fastmail
          sites *.messagingengine.com
          connections 10
          initial 3
          messages 50
          recipients 100

        # Proton: few machines, strict checks of each message.
        rule proton
          sites mail.protonmail.ch mailsec.protonmail.ch *.protonmail.ch
          connections 5
          initial 2
          messages 50
          recipients 50

        # Mimecast: greylists the first contact; 451 and 421 on many connections of an address.
        rule mimecast
          sites *.mimecast.com *.mimecast.co.za *.mimecast-offshore.com
          connections 10
          initial 2
          messages 50
          recipients 100

        # Proofpoint: throttles by reputation, and 421 on more than some 20 connections.
        rule proofpoint
          sites *.pphosted.com *.ppe-hosted.com *.gslb.pphosted.com
          connections 10
          initial 3
          messages 50
          recipients 100

        # Barracuda: limits connections of an address in half an hour.
        rule barracuda
          sites *.ess.barracudanetworks.com *.barracudanetworks.com
          connections 8
          initial 2
          messages 30
          recipients 50

        # Cisco Secure Email: limits by reputation of the address.
        rule cisco
          sites *.iphmx.com
          connections 10
          initial 3
          messages 20
          recipients 50
        """
}
