import Model
import YAML

/// What a fixture's place is in a manifest, found by the place's name.
enum FixtureSubject {
    case check(ManifestCheck)
    case obtain(ManifestObtain)
    case read(ManifestObject, ManifestReadKind, ManifestReadWay)
    case discovery(ManifestObject, ManifestDiscovery)
    case write(ManifestObject, WriteKind, ManifestWriteWay)
    case linkRead(ManifestObject, ManifestLink, ManifestLinkRead)
    case linkLabels(ManifestObject, ManifestLinkLabels)
    case file(ManifestObject)
    case payout(ManifestPayouts)
    case payoutRead(ManifestPayouts, ManifestPayoutRead)

    /// The request; nil where credentials are obtained.
    var request: ManifestRequest? {
        switch self {
        case .check(let check): check.request
        case .obtain, .file: nil
        case .read(_, _, let way): way.request
        case .discovery(_, let discovery): discovery.way.request
        case .write(_, _, let way): way.request
        case .linkRead(_, _, let read): read.way.request
        case .linkLabels(_, let labels): labels.list.request
        case .payout(let payouts): payouts.submit.request
        case .payoutRead(_, let read): read.way.request
        }
    }

    /// The object; nil outside of objects.
    var object: ManifestObject? {
        switch self {
        case .check, .obtain, .payout, .payoutRead: nil
        case .read(let object, _, _), .discovery(let object, _), .write(let object, _, _), .linkRead(let object, _, _),
            .linkLabels(let object, _), .file(let object):
            object
        }
    }

    /// Everything of a manifest that a fixture can be about, by place.
    static func all(of manifest: Manifest) -> [String: FixtureSubject] {
        var subjects: [String: FixtureSubject] = [:]
        func add(_ subject: FixtureSubject) {
            if let path = subject.request?.path { subjects[path] = subject }
        }
        for way in manifest.auth.obtain { subjects[way.path] = .obtain(way) }
        if let check = manifest.check { add(.check(check)) }
        if let payouts = manifest.payouts {
            add(.payout(payouts))
            for (read, _, _) in payouts.reads { add(.payoutRead(payouts, read)) }
        }
        for object in manifest.objects {
            if let place = object.filePlace { subjects[place] = .file(object) }
            for discovery in object.discover { add(.discovery(object, discovery)) }
            for (kind, ways) in object.reads { for way in ways { add(.read(object, kind, way)) } }
            for (kind, ways) in object.writes { for way in ways { add(.write(object, kind, way)) } }
            for link in object.links.values {
                for read in link.read { add(.linkRead(object, link, read)) }
                if let labels = link.labels { add(.linkLabels(object, labels)) }
                for way in link.add + (link.labels?.add ?? []) { add(.write(object, .update, way)) }
                for way in link.remove + (link.labels?.remove ?? []) { add(.write(object, .delete, way)) }
            }
        }
        return subjects
    }
}
