/// The tables of migration 2, as they were released: identity merges that can be taken back.
enum SecondSchema {
    static let identity = """
        create table merged_entity(
          id text primary key not null, kind text not null, winner text not null, loser text not null, at integer not null,
          merged_by text not null, rule text not null, links text not null, filled text not null, refs text not null,
          split_at integer, split_by text) strict;
        create index merged_entity_winner on merged_entity(winner);
        create index merged_entity_loser on merged_entity(loser);
        """
}
