close();
