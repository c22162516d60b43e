package dev.holdfast.bench.engine;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The usual queue in a table: PostgreSQL as it comes ({@code fsync} and {@code synchronous_commit}
 * on), {@code SELECT ... FOR UPDATE SKIP LOCKED}, one connection a caller, each step a transaction.
 */
final class PostgresQueue implements JobQueue {
  private static final int CONNECTIONS_MAX = 64;

  private final EmbeddedPostgres server;
  private final byte[] payload;

  PostgresQueue(Path folder, int payloadBytes) throws IOException, SQLException {
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("data"))
            .setOverrideWorkingDirectory(folder.toFile())
            .setServerConfig("max_connections", "100")
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .start();
    payload = new byte[payloadBytes];
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE jobs (id bigserial PRIMARY KEY, taken boolean NOT NULL DEFAULT false,"
              + " payload bytea NOT NULL)");
      statement.execute("CREATE INDEX waiting ON jobs (id) WHERE NOT taken");
    }
  }

  @Override
  public int callersMax() {
    return CONNECTIONS_MAX;
  }

  @Override
  public Caller caller() throws SQLException {
    return new SqlCaller(server.getPostgresDatabase().getConnection(), payload);
  }

  @Override
  public void end() throws IOException {
    server.close();
  }

  private static final class SqlCaller implements Caller {
    private final Connection connection;
    private final byte[] payload;
    private final PreparedStatement put;
    private final PreparedStatement take;
    private final PreparedStatement end;

    SqlCaller(Connection connection, byte[] payload) throws SQLException {
      this.connection = connection;
      this.payload = payload;
      this.put = connection.prepareStatement("INSERT INTO jobs (payload) VALUES (?)");
      this.take =
          connection.prepareStatement(
              "UPDATE jobs SET taken = true WHERE id = (SELECT id FROM jobs WHERE NOT taken"
                  + " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id");
      this.end = connection.prepareStatement("DELETE FROM jobs WHERE id = ?");
    }

    @Override
    public void cycle() throws SQLException {
      put.setBytes(1, payload);
      put.executeUpdate();
      end.setLong(1, taken());
      end.executeUpdate();
    }

    private long taken() throws SQLException {
      while (true) {
        try (ResultSet row = take.executeQuery()) {
          if (row.next()) {
            return row.getLong(1);
          }
        }
      }
    }

    @Override
    public void end() throws SQLException {
      connection.close();
    }
  }
}
