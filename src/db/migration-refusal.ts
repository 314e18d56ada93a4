/** The database cannot be brought to the newest schema, and a person has to act. The message is a whole sentence, without secrets. */
export class MigrationRefusal extends Error {
  override name = "MigrationRefusal";
}
